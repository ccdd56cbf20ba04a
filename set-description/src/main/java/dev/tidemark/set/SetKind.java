package dev.tidemark.set;

import java.util.Locale;
import java.util.Optional;

/** How a set is built. */
public enum SetKind {
    /** Each package has a recipe that is a shell command. */
    COMMAND;

    /** As {@code set.json} writes it: {@code command}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SetKind> ofLabel(String label) {
        for (SetKind kind : values()) {
            if (kind.label().equals(label)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
