package dev.tidemark.graph;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** Why one package depends on another. An edge may be of several kinds at once. */
public enum EdgeKind {
    /** Needed to build it. */
    BUILD(1),
    /** Needed when it runs, and so by what builds from it. */
    RUNTIME(2),
    /** Needed by its tests only. */
    CHECK(4);

    private static final EdgeKind[] ALL = values();

    private final byte bit;

    EdgeKind(int bit) {
        this.bit = (byte) bit;
    }

    /** One bit a kind. */
    static byte mask(Collection<EdgeKind> kinds) {
        byte mask = 0;
        for (EdgeKind kind : kinds) {
            mask |= kind.bit;
        }
        return mask;
    }

    static Set<EdgeKind> of(byte mask) {
        Set<EdgeKind> kinds = EnumSet.noneOf(EdgeKind.class);
        for (EdgeKind kind : ALL) {
            if ((mask & kind.bit) != 0) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
