package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Scope;

/**
 * Somebody follows something that is not theirs.
 *
 * @param person who
 * @param rule names the wish among theirs
 * @param target what
 */
public record Follow(String person, String rule, Target target) {

    /** What is followed. */
    public sealed interface Target {

        /** Packages. */
        record Packages(Scope.Pattern pattern) implements Target {}

        /** What a team answers for. */
        record Team(String team) implements Target {}

        /** All of a wave. */
        record Wave(String wave) implements Target {}
    }
}
