package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.AgentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An agent that may build, and as what: by a person's decision.
 *
 * @param agent its name, unique within the pool
 * @param key with which it signs
 * @param maxima the most that it may offer
 * @param standing whether it may go on
 * @param by who decided so
 * @param reason why; may be empty
 * @param at when
 */
public record Enrolment(
        String agent, AgentKey key, Maxima maxima, Standing standing, String by, String reason, Instant at) {

    /** Whether an agent may go on. */
    public enum Standing {
        /** It gets work. */
        SERVING,
        /** It finishes what it has and gets nothing new. */
        DRAINING,
        /** Nothing that it says counts any more. */
        REVOKED
    }

    /**
     * The most that an agent may offer.
     *
     * @param slots builds at once; 0 for any number
     * @param cpus processors; 0 for any number
     * @param memoryBytes memory; 0 for any amount
     * @param features in alphabetical order; null for any
     */
    public record Maxima(
            int slots, int cpus, long memoryBytes, @Nullable List<String> features) {

        /** As it likes. */
        public static final Maxima NONE = new Maxima(0, 0, 0, null);

        /** @throws IllegalArgumentException when it may offer less than nothing */
        public Maxima {
            features = features == null ? null : List.copyOf(features);
            if (slots < 0 || cpus < 0 || memoryBytes < 0) {
                throw new IllegalArgumentException(
                        "an agent cannot be enrolled for %d slots, %d processors and %d bytes of memory"
                                .formatted(slots, cpus, memoryBytes));
            }
        }

        /** What is too much of an offer, as "offers … and is enrolled for …"; empty when nothing is. */
        Optional<String> excess(Offer offer) {
            List<String> excess = new ArrayList<>();
            add(excess, offer.slots(), slots, "slots");
            add(excess, offer.cpus(), cpus, "processors");
            add(excess, offer.memoryBytes(), memoryBytes, "bytes of memory");
            if (features != null) {
                TreeSet<String> more = new TreeSet<>(offer.features());
                features.forEach(more::remove);
                if (!more.isEmpty()) {
                    excess.add("offers %s and is enrolled for %s"
                            .formatted(
                                    String.join(", ", more),
                                    features.isEmpty() ? "no features" : String.join(", ", features)));
                }
            }
            return excess.isEmpty() ? Optional.empty() : Optional.of(String.join("; it ", excess));
        }

        private static void add(List<String> excess, long offered, long most, String what) {
            if (most > 0 && offered > most) {
                excess.add("offers %d %s and is enrolled for %d".formatted(offered, what, most));
            }
        }
    }

    /** @throws IllegalArgumentException when no agent can be called so */
    public Enrolment {
        AgentName.valid(agent);
    }

    boolean isRevoked() {
        return standing == Standing.REVOKED;
    }

    /** What counts of what it offers. */
    Offer of(Offer offered) {
        return standing == Standing.DRAINING ? offered.drained() : offered;
    }
}
