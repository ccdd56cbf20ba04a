package dev.tidemark.graph;

import java.util.EnumSet;
import java.util.Set;

/**
 * Over which edges a bump reaches what depends on it.
 *
 * @param reach how far
 * @param kinds the kinds that count; an edge counts when one of its kinds does
 */
public record EdgePolicy(Reach reach, Set<EdgeKind> kinds) {

    /** How far a bump reaches. */
    public enum Reach {
        /** What was bumped, and what depends on it directly. */
        DIRECT,
        /**
         * Everything downstream over edges that are both BUILD and RUNTIME: what builds against a thing and then needs it when it
         * runs, as a program links a library. Debian rebuilds by this rule when a library's interface changes.
         */
        LINK,
        /** Everything downstream. */
        TRANSITIVE
    }

    /** Everything downstream over edges of every kind. */
    public static final EdgePolicy ALL = new EdgePolicy(Reach.TRANSITIVE, EnumSet.allOf(EdgeKind.class));

    private static final byte LINKED = EdgeKind.mask(EnumSet.of(EdgeKind.BUILD, EdgeKind.RUNTIME));

    /** @throws IllegalArgumentException when no edge could ever count */
    public EdgePolicy {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no kind of edge counts: name at least one of build, runtime, check");
        }
        if (reach == Reach.LINK && !kinds.containsAll(EdgeKind.of(LINKED))) {
            throw new IllegalArgumentException(
                    "a link is an edge of the kinds build and runtime: let both count, or choose another reach");
        }
        kinds = Set.copyOf(kinds);
    }

    /** Whether an edge counts, by the bits of its kinds. */
    boolean[] table() {
        byte any = EdgeKind.mask(kinds);
        boolean[] counts = new boolean[1 << EdgeKind.values().length];
        for (int edge = 0; edge < counts.length; edge++) {
            counts[edge] = reach == Reach.LINK ? (edge & LINKED) == LINKED : (edge & any) != 0;
        }
        return counts;
    }

    boolean countsAll() {
        return reach == Reach.TRANSITIVE && kinds.size() == EdgeKind.values().length;
    }
}
