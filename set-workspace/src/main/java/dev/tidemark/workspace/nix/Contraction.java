package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.PicturedSource;
import dev.tidemark.workspace.nix.Derivation.Output;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Contracts the graph of derivations to one of packages. Each derivation is read once, after its inputs; of what was
 * read stay the outputs, a digest and the packages that it leads to. Three rules:
 *
 * <ul>
 *   <li>a derivation that belongs to no package is walked through, so that an edge leads from package to package;
 *   <li>a fixed-output derivation is a source: what it was fetched with is not looked at, since its output is the same
 *       whatever that was;
 *   <li>a derivation for a system that was not evaluated stands for the package with its name, where exactly one has
 *   it.
 * </ul>
 *
 * Not thread-safe.
 */
final class Contraction {

    /** What a package has more of is fetched on the way to its build: some have a source for each of a thousand libraries. */
    private static final int MOST_SOURCES = 100;

    private final NodeIndex nodes;
    private final DerivationSource source;
    private final Map<String, Folded> folded = new HashMap<>();
    private final Map<String, Contracted> contracted = new HashMap<>();
    private final SortedMap<String, String> unreadable = new TreeMap<>();
    private final Set<String> damaged = new HashSet<>();
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Set<String> onTheWay = new HashSet<>();

    private record Frame(String path, Derivation derivation, Iterator<String> inputs) {}

    Contraction(NodeIndex nodes, DerivationSource source) {
        this.nodes = nodes;
        this.source = source;
    }

    /**
     * @param path of a package's derivation
     * @return empty when it cannot be read; {@link #unreadable} says why
     */
    Optional<Contracted> of(String path) {
        if (!folded.containsKey(path)) {
            open(path);
        }
        while (!open.isEmpty()) {
            Frame frame = open.getLast();
            if (frame.inputs().hasNext()) {
                String input = frame.inputs().next();
                if (!folded.containsKey(input)) {
                    open(input);
                }
            } else {
                open.removeLast();
                onTheWay.remove(frame.path());
                folded.put(frame.path(), fold(frame.path(), frame.derivation()));
            }
        }
        return Optional.ofNullable(contracted.get(path));
    }

    /** How many derivations were met so far. */
    int size() {
        return folded.size();
    }

    /** Derivations that could not be read, each with the reason, in the order of their paths. */
    SortedMap<String, String> unreadable() {
        return unreadable;
    }

    /** True when there is such a file, and it is no derivation. */
    boolean isDamaged(String path) {
        return damaged.contains(path);
    }

    private void open(String path) {
        Optional<Derivation> found = find(path);
        if (found.isEmpty()) {
            folded.put(path, unknown(path));
            return;
        }
        Derivation derivation = found.get();
        int variant = variant(path, derivation);
        if (variant >= 0) {
            folded.put(path, new Folded(nodes.attribute(variant), marks(path, derivation), Reach.of(variant)));
        } else {
            onTheWay.add(path);
            List<String> inputs = derivation.isFixedOutput()
                    ? List.of()
                    : List.copyOf(derivation.inputs().keySet());
            open.addLast(new Frame(path, derivation, inputs.iterator()));
        }
    }

    private Optional<Derivation> find(String path) {
        if (onTheWay.contains(path)) {
            unreadable.put(path, "it needs itself");
            return Optional.empty();
        }
        try {
            Optional<Derivation> found = source.find(path);
            if (found.isEmpty()) {
                unreadable.put(path, "it is not in the store");
            }
            return found;
        } catch (IOException e) {
            unreadable.put(path, String.valueOf(e.getMessage()));
            damaged.add(path);
            return Optional.empty();
        }
    }

    private Folded unknown(String path) {
        int node = nodes.of(path);
        return node >= 0
                ? new Folded(nodes.attribute(node), Map.of(), Reach.of(node))
                : new Folded("?" + StorePath.name(path), Map.of(), Reach.NOTHING);
    }

    private int variant(String path, Derivation derivation) {
        return nodes.of(path) >= 0 || derivation.isFixedOutput()
                ? NodeIndex.NONE
                : nodes.variant(derivation.recipe().system(), StorePath.name(path));
    }

    private Folded fold(String path, Derivation derivation) {
        int node = nodes.of(path);
        Sha256 recipe = derivation.isFixedOutput()
                ? source(path, derivation)
                : new MaskedRecipe(path, derivation, folded).digest();
        Reach needs = derivation.isFixedOutput() ? Reach.NOTHING : needs(derivation, node);
        List<PicturedSource> sources =
                derivation.isFixedOutput() ? List.of(pictured(path, derivation, recipe)) : sources(derivation);
        if (node == NodeIndex.NONE) {
            return new Folded(recipe.hex(), marks(path, derivation), needs, sources);
        }
        contracted.put(path, contracted(derivation, needs, recipe, derivation.isFixedOutput() ? List.of() : sources));
        return new Folded(nodes.attribute(node), marks(path, derivation), Reach.of(node));
    }

    /** What a source is: its name and what is in it. */
    private static Sha256 source(String path, Derivation derivation) {
        Sha256.Builder digest = Sha256.builder().add(StorePath.name(path));
        derivation.outputs().forEach(output -> digest.add(output.algorithm()).add(output.hash()));
        return digest.build();
    }

    private static PicturedSource pictured(String path, Derivation derivation, Sha256 digest) {
        Output output = derivation.outputs().stream()
                .filter(each -> !each.hash().isEmpty())
                .findFirst()
                .orElseThrow();
        return new PicturedSource(
                StorePath.name(path), "%s:%s".formatted(output.algorithm(), output.hash()), path, digest);
    }

    /** One of several that fetch the same stands for all of them. */
    private List<PicturedSource> sources(Derivation derivation) {
        SortedMap<String, PicturedSource> sources = new TreeMap<>();
        for (String input : derivation.inputs().keySet()) {
            for (PicturedSource each : folded(input).sources()) {
                sources.merge(each.attribute(), each, (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
        return sources.values().stream().limit(MOST_SOURCES).toList();
    }

    private Reach needs(Derivation derivation, int node) {
        Map<String, Iterable<String>> marks = new HashMap<>();
        derivation
                .inputs()
                .keySet()
                .forEach(input -> marks.put(input, folded(input).marks().values()));
        Reach.Builder needs = new Reach.Builder();
        InputNeeds.of(derivation, marks)
                .forEach((input, need) -> needs.through(need, folded(input).reach()));
        return needs.without(node).build();
    }

    private Folded folded(String input) {
        Folded known = folded.get(input);
        if (known == null) {
            throw new AssertionError(input + " is read before what needs it");
        }
        return known;
    }

    private static SortedMap<String, String> marks(String path, Derivation derivation) {
        SortedMap<String, String> marks = new TreeMap<>();
        for (Output output : derivation.outputs()) {
            marks.put(
                    output.name(),
                    output.path().isEmpty() ? StorePath.placeholder(path, output.name()) : output.path());
        }
        return marks;
    }

    private static Contracted contracted(
            Derivation derivation, Reach needs, Sha256 recipe, List<PicturedSource> sources) {
        Map<String, String> variables = Variables.of(derivation);
        return new Contracted(
                needs,
                recipe,
                variables.getOrDefault("pname", ""),
                variables.getOrDefault("version", ""),
                derivation.recipe().system(),
                words(variables.getOrDefault("requiredSystemFeatures", "")),
                derivation.isContentAddressed(),
                sources);
    }

    /** Of a list in the environment, which is words with spaces between, or of one that is JSON. */
    private static List<String> words(String list) {
        List<String> words = new ArrayList<>();
        for (String word : list.split("[\\[\\]\",\\s]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
