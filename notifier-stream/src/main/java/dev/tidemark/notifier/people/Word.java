package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Breakage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may be told.
 *
 * @param about the identity of what it is about: of a breakage its own, of a notice {@link #notice}
 * @param change which change of it; a notice has but one
 * @param news what it says
 * @param where where it is
 * @param reasons why they are concerned, the nearest first; at least one
 */
public record Word(String about, int change, News news, Where where, List<Reason> reasons) {

    public Word {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("nobody is told without a reason");
        }
    }

    /** What a word says. */
    public sealed interface News {

        /**
         * A breakage as it is after a change.
         *
         * @param state what became of it
         * @param isAnswered whether somebody said that it will stay
         * @param due until when somebody should have acted; empty where that is not said
         */
        record OfBreakage(Breakage.State state, boolean isAnswered, Optional<Instant> due) implements News {

            boolean isResolved() {
                return state == Breakage.State.RESOLVED;
            }
        }

        /**
         * What a wave is about to build.
         *
         * @param isWorthAMessage whether it may break something of theirs, or is a large matter
         */
        record OfNotice(boolean isWorthAMessage) implements News {}
    }

    /**
     * Where it is.
     *
     * @param set its set
     * @param wave of a breakage the newest wave that has it; of a notice the wave
     * @param packages attributes of what regressed, ordered, or of what of theirs is reached, as far as it is named; at least one
     */
    public record Where(String set, String wave, List<String> packages) {
        public Where {
            packages = List.copyOf(packages);
        }
    }

    /** What the notice of a wave is called among what somebody is told. */
    public static String notice(String wave) {
        return "n-" + wave;
    }

    /** Names it among all that a person is told. */
    String name() {
        return about + "#" + change;
    }

    /** Whether nothing of it will matter once it was told. */
    boolean isOver() {
        return switch (news) {
            case News.OfBreakage breakage -> breakage.isResolved();
            case News.OfNotice notice -> true;
        };
    }

    /** Until when somebody has to act; empty when nobody has, or at any time. */
    Optional<Instant> due() {
        return news instanceof News.OfBreakage breakage && isOpen() ? breakage.due() : Optional.empty();
    }

    /** Whether somebody has to act. */
    boolean isOpen() {
        return switch (news) {
            case News.OfBreakage breakage -> !breakage.isResolved() && !breakage.isAnswered();
            case News.OfNotice notice -> false;
        };
    }
}
