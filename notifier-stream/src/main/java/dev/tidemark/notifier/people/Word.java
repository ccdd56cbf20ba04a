package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Breakage;
import java.util.List;

/**
 * What somebody may be told: a breakage as it is after a change.
 *
 * @param breakage its identity
 * @param change which change of it
 * @param state what became of it
 * @param where where it is
 * @param reasons why they are concerned, the nearest first; at least one
 * @param isAnswered whether somebody said that it will stay
 */
public record Word(
        String breakage, int change, Breakage.State state, Where where, List<Reason> reasons, boolean isAnswered) {

    public Word {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("nobody is told without a reason");
        }
    }

    /**
     * Where a breakage is.
     *
     * @param set its set
     * @param wave the newest wave that has it
     * @param packages attributes of what regressed, ordered; at least one
     */
    public record Where(String set, String wave, List<String> packages) {
        public Where {
            packages = List.copyOf(packages);
        }
    }

    /** Names it among all that a person is told. */
    String name() {
        return breakage + "#" + change;
    }

    boolean isResolved() {
        return state == Breakage.State.RESOLVED;
    }
}
