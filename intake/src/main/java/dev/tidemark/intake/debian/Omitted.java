package dev.tidemark.intake.debian;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Counts what is left out of a graph, and remembers a few names of it. */
final class Omitted {

    private static final int NAMED = 5;

    private final SortedSet<String> names = new TreeSet<>();
    private int count;

    void add(String name) {
        count++;
        names.add(name);
    }

    int count() {
        return count;
    }

    /** The first by name: {@code a, b, c, d, e and 7 more}. */
    String named() {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED
                ? String.format(Locale.ROOT, "%s and %,d more", first, names.size() - NAMED)
                : first;
    }
}
