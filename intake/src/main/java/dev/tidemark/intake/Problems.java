package dev.tidemark.intake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with what was read.
 *
 * @param count how many problems there are
 * @param first of them, in the order in which they were found; no more than {@value #NAMED}
 */
public record Problems(long count, List<Problem> first) {

    /** How many are named; the others are counted. */
    public static final int NAMED = 20;

    public Problems {
        first = List.copyOf(first);
    }

    /** One a line, indented, and how many more there are. */
    public String listed() {
        String named = first.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n"));
        return count > first.size() ? named + "\n  and %,d more".formatted(count - first.size()) : named;
    }
}
