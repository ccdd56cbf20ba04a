package dev.tidemark.set;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a set is built. */
public enum SetKind {
    /** Each package has a recipe that is a shell command. */
    COMMAND,
    /** A Nix expression evaluates to the packages, and Nix builds them. */
    NIX;

    /** As {@code set.json} writes it: {@code command}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<SetKind> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(SetKind::label).collect(Collectors.joining(", "));
    }
}
