package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of the world that an operator gave a name, so that people can follow it alone.
 *
 * @param name the name
 * @param patterns of sets and attributes
 */
public record Scope(String name, List<Pattern> patterns) {

    public Scope {
        patterns = List.copyOf(patterns);
    }

    /** A pattern of sets and one of attributes. */
    public record Pattern(Glob sets, Glob attributes) {

        /**
         * Reads {@code SET:ATTRIBUTE}, each a {@link Glob}.
         *
         * @throws IllegalArgumentException when there is no colon, or one of them is no pattern
         */
        public static Pattern parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(
                        "\"%s\" names no set: write SET:PATTERN, such as nixpkgs:python3*".formatted(text));
            }
            return new Pattern(new Glob(text.substring(0, colon)), new Glob(text.substring(colon + 1)));
        }

        /** Whether it means a package. */
        public boolean matches(String set, String attribute) {
            return sets.matches(set) && attributes.matches(attribute);
        }
    }

    /**
     * Scopes as an operator writes them, ordered by name.
     *
     * @throws IllegalArgumentException when a name or a pattern is none
     */
    public static List<Scope> of(Map<String, List<String>> written) {
        List<Scope> scopes = new ArrayList<>();
        new TreeMap<>(written).forEach((name, patterns) -> {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
                throw new IllegalArgumentException(
                        "\"%s\" is no name of a scope: use small letters, digits and -".formatted(name));
            }
            scopes.add(new Scope(name, patterns.stream().map(Pattern::parse).toList()));
        });
        return List.copyOf(scopes);
    }

    /** Whether a package is of it. */
    public boolean has(String set, String attribute) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(set, attribute));
    }
}
