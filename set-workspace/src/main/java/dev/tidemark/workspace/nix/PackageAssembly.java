package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.PicturedSource;
import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import dev.tidemark.workspace.nix.NodeIndex.Node;
import dev.tidemark.workspace.nix.SetSink.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes packages of what was evaluated and what the derivations say. Used once; not thread-safe. */
final class PackageAssembly {

    private static final int PROGRESS = 256;

    private final String set;
    private final NodeIndex nodes;
    private final Contraction contraction;
    private final SetSink sink;
    private final List<List<Contracted>> contracted = new ArrayList<>();
    private final List<Reach> needs = new ArrayList<>();
    private int unknownNames;

    PackageAssembly(String set, NodeIndex nodes, Contraction contraction, SetSink sink) {
        this.set = set;
        this.nodes = nodes;
        this.contraction = contraction;
        this.sink = sink;
    }

    /**
     * @param sentinels by the tested package's number
     * @param file where the lines stand; empty when there are none
     */
    void assemble(SortedMap<Integer, SortedSet<Integer>> sentinels, String file) {
        int count = nodes.nodes().size();
        for (int node = 0; node < count; node++) {
            contract(nodes.nodes().get(node));
            if (node % PROGRESS == 0 || node == count - 1) {
                sink.progress("reading derivations", node + 1L, count);
            }
        }
        int passedOver = requireEdges(sentinels);
        PackageMaker maker = new PackageMaker(set, nodes);
        for (int node = 0; node < count; node++) {
            Node made = nodes.nodes().get(node);
            Place place = place(made, file);
            Optional<String> unreadable = unreadable(made);
            if (unreadable.isPresent()) {
                sink.problem(place, unreadable.get());
            } else {
                SortedMap<String, List<PicturedSource>> sources = sources(contracted.get(node));
                if (!sources.isEmpty()) {
                    sink.sources(made.attribute(), sources);
                }
                sink.take(
                        maker.make(made, contracted.get(node), needs.get(node), tests(sentinels, node)),
                        derivations(made),
                        place);
            }
        }
        tellWhatIsMissing(passedOver);
    }

    private void contract(Node node) {
        List<Contracted> found = new ArrayList<>();
        Reach.Builder all = new Reach.Builder();
        for (EvaluatedAttribute variant : node.variants()) {
            Optional<Contracted> own =
                    variant.derivation().map(DerivationOutline::path).flatMap(contraction::of);
            own.ifPresentOrElse(
                    known -> {
                        found.add(known);
                        all.addAll(known.needs());
                    },
                    () -> declared(variant.declared(), all));
        }
        contracted.add(found);
        needs.add(all.without(nodes.ofAttribute(node.attribute())).build());
    }

    /** Edges that a line itself names, where the derivation is not known. */
    private void declared(SortedMap<String, Need> declared, Reach.Builder all) {
        declared.forEach((attribute, need) -> {
            int node = nodes.ofAttribute(attribute);
            if (node == NodeIndex.NONE) {
                unknownNames++;
            } else {
                all.add(node, need);
            }
        });
    }

    /**
     * A sentinel depends on what it tests. Where it does so only through others it gets an edge of its own; where it
     * does not at all, a bump does not reach it, and it is none.
     *
     * @return how many are none
     */
    private int requireEdges(SortedMap<Integer, SortedSet<Integer>> sentinels) {
        int before = count(sentinels);
        ForwardSearch search = new ForwardSearch(needs);
        byTest(sentinels).forEach((test, testedOnes) -> {
            search.from(test);
            for (int tested : testedOnes) {
                if (!search.met(tested)) {
                    tests(sentinels, tested).remove(test);
                }
            }
        });
        sentinels.forEach((tested, tests) -> {
            for (int test : tests) {
                if (!needs.get(test).contains(tested)) {
                    needs.set(
                            test,
                            new Reach.Builder()
                                    .addAll(needs.get(test))
                                    .add(tested, Need.CHECK)
                                    .build());
                }
            }
        });
        return before - count(sentinels);
    }

    private static SortedMap<Integer, List<Integer>> byTest(SortedMap<Integer, SortedSet<Integer>> sentinels) {
        SortedMap<Integer, List<Integer>> byTest = new TreeMap<>();
        sentinels.forEach((tested, tests) -> {
            for (Integer test : tests) {
                byTest.computeIfAbsent(test, none -> new ArrayList<>()).add(tested);
            }
        });
        return byTest;
    }

    private static SortedSet<Integer> tests(SortedMap<Integer, SortedSet<Integer>> sentinels, int tested) {
        return sentinels.getOrDefault(tested, new TreeSet<>());
    }

    private static int count(Map<Integer, SortedSet<Integer>> sentinels) {
        return sentinels.values().stream().mapToInt(tests -> tests.size()).sum();
    }

    private static Place place(Node node, String file) {
        EvaluatedAttribute first = node.variants().getFirst();
        return file.isEmpty() ? new Place(first.attribute(), 0) : new Place(file, first.line());
    }

    private static SortedMap<String, String> derivations(Node node) {
        SortedMap<String, String> derivations = new TreeMap<>();
        node.variants()
                .forEach(variant -> variant.derivation()
                        .ifPresent(outline -> derivations.put(variant.names().system(), outline.path())));
        return derivations;
    }

    private static SortedMap<String, List<PicturedSource>> sources(List<Contracted> contracted) {
        SortedMap<String, List<PicturedSource>> sources = new TreeMap<>();
        contracted.stream()
                .filter(each -> !each.sources().isEmpty())
                .forEach(each -> sources.put(each.system(), each.sources()));
        return sources;
    }

    /** Why the package's own derivation cannot be used, although it is there. */
    private Optional<String> unreadable(Node node) {
        return node.variants().stream()
                .flatMap(variant -> variant.derivation().stream())
                .filter(outline -> contraction.isDamaged(outline.path()))
                .map(outline -> "its derivation %s cannot be read: %s"
                        .formatted(outline.path(), contraction.unreadable().get(outline.path())))
                .findFirst();
    }

    private void tellWhatIsMissing(int passedOver) {
        SortedMap<String, String> unreadable = contraction.unreadable();
        if (!unreadable.isEmpty()) {
            sink.note("%,d derivations could not be read, such as %s (%s): edges through them are missing"
                    .formatted(unreadable.size(), unreadable.firstKey(), unreadable.get(unreadable.firstKey())));
        }
        if (passedOver > 0) {
            sink.note("%,d tests that do not depend on what they test, and so are no sentinels".formatted(passedOver));
        }
        if (unknownNames > 0) {
            sink.note("%,d dependencies on attributes that are not in the set".formatted(unknownNames));
        }
    }
}
