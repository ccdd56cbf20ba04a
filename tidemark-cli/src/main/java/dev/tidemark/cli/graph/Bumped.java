package dev.tidemark.cli.graph;

import dev.tidemark.graph.PackageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A package as a person names it: {@code openssl}, {@code nixpkgs:openssl}, an alias, or {@code openssl@3.0.1}.
 *
 * @param index its number in the graph
 * @param to the version that was written behind it
 */
public record Bumped(int index, Optional<String> to) {

    private static final int SUGGESTED = 5;

    /**
     * Finds it.
     *
     * @throws IllegalArgumentException when the graph has no such package; the message names those that are like it
     */
    public static Bumped find(PackageGraph graph, String text) {
        String named = withoutSet(graph, text);
        OptionalInt whole = graph.indexOfAlias(named);
        if (whole.isPresent()) {
            return new Bumped(whole.getAsInt(), Optional.empty());
        }
        int at = named.lastIndexOf('@');
        if (at > 0) {
            OptionalInt before = graph.indexOfAlias(named.substring(0, at));
            if (before.isPresent() && at + 1 < named.length()) {
                return new Bumped(before.getAsInt(), Optional.of(named.substring(at + 1)));
            }
        }
        throw unknown(graph, named);
    }

    /** The same where no version can be meant. */
    public static int index(PackageGraph graph, String text) {
        String named = withoutSet(graph, text);
        return graph.indexOfAlias(named).orElseThrow(() -> unknown(graph, named));
    }

    /** The set that is written before the colon; a colon behind an @ is a version's. */
    public static Optional<String> set(String text) {
        int colon = colon(text);
        return colon < 0 ? Optional.empty() : Optional.of(text.substring(0, colon));
    }

    private static int colon(String text) {
        int colon = text.indexOf(':');
        int at = text.indexOf('@');
        return at >= 0 && at < colon ? -1 : colon;
    }

    private static String withoutSet(PackageGraph graph, String text) {
        Optional<String> set = set(text);
        if (set.isPresent() && !set.get().equals(graph.set())) {
            throw new IllegalArgumentException(
                    "\"%s\" is of another set: this graph is that of %s".formatted(text, graph.set()));
        }
        return text.substring(colon(text) + 1);
    }

    private static IllegalArgumentException unknown(PackageGraph graph, String named) {
        List<String> like = like(graph, named.toLowerCase(Locale.ROOT).replaceFirst("(?<=.)@.*", ""));
        return new IllegalArgumentException("the set %s has no package \"%s\"%s"
                .formatted(
                        graph.set(),
                        named,
                        like.isEmpty() ? ": see tidemark graph stats" : "; like it are " + String.join(", ", like)));
    }

    /** Those that have it in their name, the shortest first. */
    private static List<String> like(PackageGraph graph, String named) {
        List<String> with = new ArrayList<>();
        for (int index : graph.alphabetical()) {
            String attribute = graph.attribute(index);
            if (attribute.toLowerCase(Locale.ROOT).contains(named)) {
                with.add(attribute);
            }
        }
        with.sort((one, other) -> Integer.compare(one.length(), other.length()));
        return with.subList(0, Math.min(SUGGESTED, with.size()));
    }
}
