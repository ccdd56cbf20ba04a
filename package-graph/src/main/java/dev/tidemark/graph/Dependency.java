package dev.tidemark.graph;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a package needs.
 *
 * @param attribute of what is needed
 * @param kinds why, at least one
 */
public record Dependency(String attribute, Set<EdgeKind> kinds) {

    public Dependency {
        kinds = Set.copyOf(EnumSet.copyOf(kinds));
    }

    /** Needed to build it, and for nothing else. */
    public static Dependency build(String attribute) {
        return new Dependency(attribute, EnumSet.of(EdgeKind.BUILD));
    }
}
