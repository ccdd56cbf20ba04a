package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which attributes are one package. Those with the same derivation are: it is called by the shortest of them, the first
 * in the alphabet among equals, and never by a test's where it has another; the others are its aliases. Evaluated for
 * several systems, one attribute is one package, for those of them that do not refuse it. Immutable; the same whatever
 * the order of what was evaluated, and whatever the derivations' hashes.
 */
final class NodeIndex {

    static final int NONE = -1;
    private static final int SEVERAL = -2;
    private static final String TESTS = "tests";
    private static final Comparator<String> SHORTEST =
            Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());
    private static final Comparator<EvaluatedAttribute> BY_SYSTEM = Comparator.comparing(
                    (EvaluatedAttribute one) -> one.names().system())
            .thenComparing(EvaluatedAttribute::attribute);

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> byPath = new HashMap<>();
    private final Map<String, Integer> byAttribute = new HashMap<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final SortedSet<String> systems = new TreeSet<>();

    /**
     * A package to be.
     *
     * @param variants what was evaluated, one a derivation, under the package's own name, ordered by system; at least one;
     *     none is refused unless all are
     * @param aliases in alphabetical order, no tests
     */
    record Node(String attribute, List<EvaluatedAttribute> variants, List<String> aliases) {}

    NodeIndex(List<EvaluatedAttribute> evaluated) {
        SortedSet<String> tests = tests(evaluated);
        Map<String, List<EvaluatedAttribute>> byDerivation = new LinkedHashMap<>();
        SortedMap<String, List<EvaluatedAttribute>> named = new TreeMap<>();
        for (EvaluatedAttribute one : evaluated.stream().sorted(BY_SYSTEM).toList()) {
            one.derivation()
                    .ifPresentOrElse(
                            outline -> add(byDerivation, outline.path(), one), () -> add(named, one.attribute(), one));
        }
        SortedMap<String, SortedSet<String>> aliases = new TreeMap<>();
        byDerivation.values().forEach(same -> {
            String attribute = canonical(same, tests);
            SortedSet<String> others = aliases.computeIfAbsent(attribute, none -> new TreeSet<>());
            same.stream().map(EvaluatedAttribute::attribute).forEach(other -> others.add(other));
            add(named, attribute, first(same, attribute));
        });
        named.forEach((attribute, variants) -> {
            SortedSet<String> others = aliases.getOrDefault(attribute, new TreeSet<>());
            others.removeIf(other -> named.containsKey(other) || tests.contains(other));
            put(new Node(attribute, succeeded(variants), List.copyOf(others)), variants);
        });
        byDerivation.forEach((path, same) -> {
            int node = byAttribute.getOrDefault(canonical(same, tests), NONE);
            byPath.put(path, node);
            same.forEach(one -> byAttribute.putIfAbsent(one.attribute(), node));
        });
    }

    private static <V> void add(Map<String, List<V>> lists, String key, V value) {
        lists.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
    }

    /** Attributes below a package's tests. */
    private static SortedSet<String> tests(List<EvaluatedAttribute> evaluated) {
        SortedSet<String> tests = new TreeSet<>();
        evaluated.stream().filter(one -> one.path().lastIndexOf(TESTS) > 0).forEach(one -> tests.add(one.attribute()));
        return tests;
    }

    private static String canonical(List<EvaluatedAttribute> same, SortedSet<String> tests) {
        return same.stream()
                .map(EvaluatedAttribute::attribute)
                .min(Comparator.<String, Boolean>comparing(name -> tests.contains(name))
                        .thenComparing(SHORTEST))
                .orElseThrow();
    }

    private static EvaluatedAttribute first(List<EvaluatedAttribute> same, String attribute) {
        return same.stream()
                .filter(one -> one.attribute().equals(attribute))
                .findFirst()
                .orElseThrow();
    }

    /** What failed or is refused for one system does not count beside what went well for another. */
    private static List<EvaluatedAttribute> succeeded(List<EvaluatedAttribute> variants) {
        List<EvaluatedAttribute> good =
                variants.stream().filter(one -> one.derivation().isPresent()).toList();
        if (good.isEmpty()) {
            return List.of(variants.getFirst());
        }
        List<EvaluatedAttribute> wanted =
                good.stream().filter(one -> !Refusals.isRefused(one)).toList();
        return wanted.isEmpty() ? good : wanted;
    }

    /** @param variants all that was evaluated, also what does not count */
    private void put(Node node, List<EvaluatedAttribute> variants) {
        int number = nodes.size();
        nodes.add(node);
        byAttribute.put(node.attribute(), number);
        for (EvaluatedAttribute variant : variants) {
            variant.derivation().map(DerivationOutline::path).ifPresent(path -> {
                systems.add(variant.names().system());
                byName.merge(StorePath.name(path), number, (one, other) -> one.equals(other) ? one : SEVERAL);
            });
        }
    }

    /** In the order of their attributes; a node's number is its place here. */
    List<Node> nodes() {
        return nodes;
    }

    /** Those that something was evaluated for. */
    SortedSet<String> systems() {
        return systems;
    }

    String attribute(int node) {
        return nodes.get(node).attribute();
    }

    /** The package with the derivation; {@link #NONE} when there is none. */
    int of(String derivationPath) {
        return byPath.getOrDefault(derivationPath, NONE);
    }

    /** The package that has the attribute, as its own or as an alias; {@link #NONE} when there is none. */
    int ofAttribute(String attribute) {
        return byAttribute.getOrDefault(attribute, NONE);
    }

    /**
     * The package that a derivation of a system which was not evaluated stands for; {@link #NONE} when that is not
     * clear.
     */
    int variant(String system, String name) {
        return systems.isEmpty() || systems.contains(system) || system.equals("builtin")
                ? NONE
                : Math.max(NONE, byName.getOrDefault(name, NONE));
    }

    /**
     * The packages that test another: those with an attribute right below its tests.
     *
     * @return by the tested package's number, in the order of the attributes
     */
    SortedMap<Integer, SortedSet<Integer>> sentinels(List<EvaluatedAttribute> evaluated) {
        SortedMap<Integer, SortedSet<Integer>> sentinels = new TreeMap<>();
        for (EvaluatedAttribute one : evaluated) {
            int last = one.path().lastIndexOf(TESTS);
            if (last > 0) {
                int tested = ofAttribute(String.join(".", one.path().subList(0, last)));
                int test = ofAttribute(one.attribute());
                if (tested != NONE && test != NONE && tested != test) {
                    sentinels.computeIfAbsent(tested, none -> new TreeSet<>()).add(test);
                }
            }
        }
        return sentinels;
    }
}
