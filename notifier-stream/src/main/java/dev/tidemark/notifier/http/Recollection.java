package dev.tidemark.notifier.http;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.schemas.event.Job;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What jobs of breakages were built from: looked up for few at once, since each look reads a partition, and remembered for a while, also
 * that there is nothing. Safe for any thread.
 */
final class Recollection {

    /** How many may be looked up at once. */
    static final int AT_ONCE = 2;
    /** How long it holds what was seen: a job may be built meanwhile. */
    static final Duration HOLDS = Duration.ofSeconds(60);
    /** How many are remembered. */
    static final int KEPT = 200;

    private final Builds builds;
    private final LongSupplier nanos;
    private final Semaphore looking = new Semaphore(AT_ONCE);
    private final Map<Asked, Seen> seen = new LinkedHashMap<>();

    /** What came of it. */
    sealed interface Look {

        /** @param what how it was built; empty where nobody can build it again with a shell */
        record Known(Optional<Reproduction> what) implements Look {}

        /**
         * Another time.
         *
         * @param reason a sentence without its full stop
         * @param retryAfter when
         */
        record NotNow(String reason, Duration retryAfter) implements Look {}
    }

    private record Asked(String breakage, String wave, String system, String attribute) {}

    private record Seen(Optional<Reproduction> what, long atNanos) {}

    /** @param nanos a clock that only goes on, as {@link System#nanoTime} */
    Recollection(Builds builds, LongSupplier nanos) {
        this.builds = builds;
        this.nanos = nanos;
    }

    /** In the newest wave that has it. */
    Look look(BreakageCard card, BrokenJob job) {
        Optional<Look> known = remembered(card, job);
        if (known.isPresent()) {
            return known.get();
        }
        if (!looking.tryAcquire()) {
            return new Look.NotNow(
                    "others are looking something up here; try again in a moment", Duration.ofSeconds(5));
        }
        try {
            Asked asked = asked(card, job);
            Optional<Job> built = builds.regressed(asked.wave(), asked.attribute(), asked.system());
            Optional<Reproduction> found = built.flatMap(of -> Reproduction.of(asked.breakage(), of));
            remember(asked, found);
            return new Look.Known(found);
        } catch (TimeoutException e) {
            return new Look.NotNow(
                    "the jobs of the wave %s could not be read in time, since they are many or the brokers are slow; try again in a minute"
                            .formatted(card.name().wave()),
                    Duration.ofMinutes(1));
        } catch (KafkaException e) {
            return new Look.NotNow(
                    "the brokers of the farm do not answer; try again in half a minute", Duration.ofSeconds(30));
        } finally {
            looking.release();
        }
    }

    /** Only what is known already; empty when it would have to be looked up. */
    Optional<Look> remembered(BreakageCard card, BrokenJob job) {
        synchronized (seen) {
            return Optional.ofNullable(seen.get(asked(card, job)))
                    .filter(known -> nanos.getAsLong() - known.atNanos() < HOLDS.toNanos())
                    .map(known -> new Look.Known(known.what()));
        }
    }

    private void remember(Asked asked, Optional<Reproduction> found) {
        synchronized (seen) {
            seen.remove(asked);
            seen.put(asked, new Seen(found, nanos.getAsLong()));
            if (seen.size() > KEPT) {
                seen.remove(seen.keySet().iterator().next());
            }
        }
    }

    private static Asked asked(BreakageCard card, BrokenJob job) {
        return new Asked(
                card.name().id(),
                card.name().wave(),
                job.what().system(),
                job.what().attribute());
    }
}
