package dev.tidemark.workspace.nix;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The packages that a derivation needs, each once and with the strongest need. Compact, since a large set holds one for
 * each of its derivations.
 */
final class Reach {

    static final Reach NOTHING = new Reach(new int[0]);
    private static final int BITS = 2;

    /** The package's number and its need's, ordered by package. */
    private final int[] entries;

    private Reach(int[] entries) {
        this.entries = entries;
    }

    static Reach of(int node) {
        return new Builder().add(node, Need.RUNTIME).build();
    }

    int size() {
        return entries.length;
    }

    int node(int entry) {
        return entries[entry] >>> BITS;
    }

    Need need(int entry) {
        return switch (entries[entry] & ((1 << BITS) - 1)) {
            case 0 -> Need.CHECK;
            case 1 -> Need.BUILD;
            default -> Need.RUNTIME;
        };
    }

    boolean contains(int node) {
        int position = Arrays.binarySearch(entries, node << BITS);
        int first = position >= 0 ? position : -position - 1;
        return first < entries.length && node(first) == node;
    }

    /** By name, in the names' order. */
    SortedMap<String, Need> named(IntFunction<String> names) {
        SortedMap<String, Need> named = new TreeMap<>();
        for (int entry = 0; entry < entries.length; entry++) {
            named.put(names.apply(node(entry)), need(entry));
        }
        return named;
    }

    private static int number(Need need) {
        return switch (need) {
            case CHECK -> 0;
            case BUILD -> 1;
            case RUNTIME -> 2;
        };
    }

    /** Not thread-safe. */
    static final class Builder {

        private final TreeMap<Integer, Need> needs = new TreeMap<>();

        Builder add(int node, Need need) {
            needs.merge(node, need, Need::stronger);
            return this;
        }

        /** What an input reaches, which is needed as the input is. */
        Builder through(Need need, Reach input) {
            for (int entry = 0; entry < input.size(); entry++) {
                add(input.node(entry), need.through(input.need(entry)));
            }
            return this;
        }

        Builder addAll(Reach other) {
            for (int entry = 0; entry < other.size(); entry++) {
                add(other.node(entry), other.need(entry));
            }
            return this;
        }

        Builder without(int node) {
            needs.remove(node);
            return this;
        }

        Reach build() {
            if (needs.isEmpty()) {
                return NOTHING;
            }
            return new Reach(needs.entrySet().stream()
                    .mapToInt(entry -> (entry.getKey() << BITS) | number(entry.getValue()))
                    .toArray());
        }
    }
}
