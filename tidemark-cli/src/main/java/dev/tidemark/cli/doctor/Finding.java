package dev.tidemark.cli.doctor;

import java.util.Optional;

/**
 * Something that this machine has, or lacks.
 *
 * @param what it is, in a word or two
 * @param grade how good that is
 * @param found what there is, or what is missing and for what it would be needed
 * @param advice what to do about it; empty where nothing need be done
 */
public record Finding(String what, Grade grade, String found, Optional<String> advice) {

    /** From good to bad. */
    public enum Grade {
        /** As it should be. */
        OK("ok"),
        /** Some of what Tidemark can do cannot be done here. */
        MISSING("missing"),
        /** Not even the demo runs. */
        BAD("BAD");

        private final String label;

        Grade(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    static Finding ok(String what, String found) {
        return new Finding(what, Grade.OK, found, Optional.empty());
    }

    static Finding missing(String what, String found, String advice) {
        return new Finding(what, Grade.MISSING, found, Optional.of(advice));
    }

    static Finding bad(String what, String found, String advice) {
        return new Finding(what, Grade.BAD, found, Optional.of(advice));
    }
}
