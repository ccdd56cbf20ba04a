package dev.tidemark.virtual;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What goes wrong in a farm, drawn from a seed: messages come late and twice, agents die and come back, planners restart and
 * rebuild what they know. Nothing is lost for ever, as in Kafka. Belongs to one thread.
 */
final class Faults {

    private static final int LATEST_MILLIS = 45_000;
    private static final int REPEATED_LATEST_MILLIS = 60_000;

    private static final int RARER = 5;

    private final Random random;
    private final double rate;
    private final long until;
    private final EnumMap<Kind, Integer> happened = new EnumMap<>(Kind.class);

    /** Kinds of faults. */
    enum Kind {
        /** A message comes later than others that were sent after it. */
        LATE,
        /** A message comes twice. */
        REPEATED,
        /** An agent dies; another life of it begins later. */
        DEATH,
        /** A stage forgets what it has in memory and reads its stores. */
        RESTART
    }

    /**
     * @param rate how likely a message is late or comes twice: 0 to 1; of what befalls agents and stages, with each message that
     *     is no beat, a fifth
     * @param until when everything begins to go well, in milliseconds since 1970
     */
    Faults(long seed, double rate, long until) {
        this.random = new Random(seed);
        this.rate = rate;
        this.until = until;
        for (Kind kind : Kind.values()) {
            happened.put(kind, 0);
        }
    }

    /** After how many milliseconds a message that is sent now arrives: once, or more often. */
    List<Long> delays(long now) {
        List<Long> delays = new ArrayList<>();
        delays.add(strikes(Kind.LATE, now) ? random.nextLong(LATEST_MILLIS) : 0L);
        if (strikes(Kind.REPEATED, now)) {
            delays.add(random.nextLong(REPEATED_LATEST_MILLIS));
        }
        return delays;
    }

    /** Whether it happens now. */
    boolean strikes(Kind kind, long now) {
        double likely = switch (kind) {
            case LATE, REPEATED -> rate;
            case DEATH, RESTART -> rate / RARER;
        };
        boolean strikes = now < until && random.nextDouble() < likely;
        if (strikes) {
            happened.merge(kind, 1, Integer::sum);
        }
        return strikes;
    }

    /** How long something is away. */
    Duration away() {
        return Duration.ofMillis(random.nextLong(REPEATED_LATEST_MILLIS));
    }

    /** One of so many. */
    int oneOf(int many) {
        return random.nextInt(many);
    }

    /** How often each kind happened. */
    Map<Kind, Integer> happened() {
        return happened;
    }
}
