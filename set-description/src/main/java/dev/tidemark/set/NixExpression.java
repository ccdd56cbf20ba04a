package dev.tidemark.set;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What evaluates to a Nix set's packages.
 *
 * @param file relative to the set's sources: a {@code .nix} file, or a folder with a {@code default.nix}
 * @param arguments that it is called with, by name, each a Nix expression
 */
public record NixExpression(String file, SortedMap<String, String> arguments) {

    static final NixExpression DEFAULT = new NixExpression(".", Collections.emptySortedMap());

    public NixExpression {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
}
