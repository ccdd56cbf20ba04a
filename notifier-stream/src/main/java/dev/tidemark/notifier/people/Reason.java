package dev.tidemark.notifier.people;

import java.util.Comparator;

/**
 * Why somebody is told of a breakage or a notice. Ordered from the nearest.
 *
 * @param kind what kind of reason
 * @param what the package, the bump, the team or the rule
 */
public record Reason(Kind kind, String what) implements Comparable<Reason> {

    private static final Comparator<Reason> NEAREST =
            Comparator.comparing(Reason::kind).thenComparing(Reason::what);

    /** From the nearest to the farthest. */
    public enum Kind {
        /** They maintain what regressed. */
        MAINTAINS,
        /** They maintain what was bumped. */
        BUMPED,
        /** They published the bump. */
        PUBLISHED,
        /** They answer for what nobody maintains. */
        ANSWERS,
        /** They follow what regressed. */
        FOLLOWS,
        /** They maintain what is blocked. */
        BLOCKED,
        /** They follow what is blocked. */
        FOLLOWS_BLOCKED,
        /** They maintain what a wave's bumps reach. */
        REACHED,
        /** They answer for what a wave's bumps reach and nobody maintains. */
        ANSWERS_REACHED,
        /** They follow what a wave's bumps reach. */
        FOLLOWS_REACHED;

        /** Whether who has it can act. */
        public boolean canAct() {
            return switch (this) {
                case MAINTAINS, BUMPED, PUBLISHED, ANSWERS -> true;
                case FOLLOWS, BLOCKED, FOLLOWS_BLOCKED, REACHED, ANSWERS_REACHED, FOLLOWS_REACHED -> false;
            };
        }
    }

    @Override
    public int compareTo(Reason other) {
        return NEAREST.compare(this, other);
    }
}
