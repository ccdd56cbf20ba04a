package dev.tidemark.graph.impact;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Refusal;
import dev.tidemark.graph.Subgraph;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which jobs cannot run, and why: by their place among the jobs of a system. */
final class Refusals {

    private static final int RUNS = -1;

    private final PackageGraph graph;
    private final int[] packages;
    private final Capacity capacity;
    /** The place of the job for which a job cannot run; its own for a root. */
    private final int[] root;

    private final SortedMap<Integer, String> reasons = new TreeMap<>();

    Refusals(PackageGraph graph, int[] packages, Subgraph edges, Capacity capacity) {
        this.graph = graph;
        this.packages = packages;
        this.capacity = capacity;
        this.root = new int[packages.length];
        Arrays.fill(root, RUNS);
        for (int place = 0; place < packages.length; place++) {
            if (isRefused(packages[place])) {
                root[place] = place;
                reasons.put(place, String.join("; ", reasons(packages[place])));
            }
            for (int e = edges.begin(place); root[place] != RUNS && e < edges.end(place); e++) {
                if (root[edges.target(e)] == RUNS) {
                    root[edges.target(e)] = root[place];
                }
            }
        }
    }

    private boolean isRefused(int index) {
        return graph.isRefused(index)
                || capacity.of(graph.trust(index)) == 0
                || (graph.hasFeatures(index) && !capacity.features().containsAll(graph.features(index)));
    }

    private List<String> reasons(int index) {
        List<String> all = new ArrayList<>();
        for (Refusal refusal : graph.refusals(index)) {
            all.add(sentence(refusal));
        }
        TrustDomain domain = graph.trust(index);
        if (capacity.of(domain) == 0) {
            all.add("no agent of the %s domain".formatted(domain.name().toLowerCase(Locale.ROOT)));
        }
        List<String> missing = graph.features(index).stream()
                .filter(feature -> !capacity.features().contains(feature))
                .toList();
        if (!missing.isEmpty()) {
            all.add("no agent with %s".formatted(String.join(", ", missing)));
        }
        return all;
    }

    private static String sentence(Refusal refusal) {
        String what = switch (refusal.kind()) {
            case BROKEN -> "marked as broken";
            case INSECURE -> "marked as insecure";
            case UNSUPPORTED -> "not supported";
            case EVALUATION_FAILED -> "cannot be evaluated";
        };
        if (refusal.reason().isBlank()) {
            return what;
        }
        return refusal.reason().startsWith(what) ? refusal.reason() : "%s: %s".formatted(what, refusal.reason());
    }

    boolean runs(int place) {
        return root[place] == RUNS;
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    /** Roots first, each in alphabetical order. */
    List<Impact.Blocked> all(String system) {
        int[] behind = new int[packages.length];
        List<Impact.Blocked> waiting = new ArrayList<>();
        for (int place = 0; place < packages.length; place++) {
            if (root[place] != RUNS && root[place] != place) {
                behind[root[place]]++;
                waiting.add(new Impact.Blocked(
                        graph.attribute(packages[place]),
                        system,
                        "needs " + graph.attribute(packages[root[place]]),
                        false,
                        0));
            }
        }
        List<Impact.Blocked> all = reasons.entrySet().stream()
                .map(entry -> new Impact.Blocked(
                        graph.attribute(packages[entry.getKey()]),
                        system,
                        entry.getValue(),
                        true,
                        behind[entry.getKey()]))
                .sorted(Comparator.comparing(Impact.Blocked::attribute))
                .collect(Collectors.toCollection(ArrayList::new));
        waiting.sort(Comparator.comparing(Impact.Blocked::attribute));
        all.addAll(waiting);
        return Collections.unmodifiableList(all);
    }
}
