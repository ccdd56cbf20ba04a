package dev.tidemark.graph.impact;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Refusal;
import dev.tidemark.schemas.identity.GpuFeature;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Which jobs cannot run, and why: by the number of their package. */
final class Refusals {

    private static final int RUNS = -1;

    private final PackageGraph graph;
    private final Capacity capacity;
    private final int[] packages;
    /** By number: the package for which a job cannot run; its own where it is refused itself. */
    private final int[] cause;

    private final boolean empty;

    /**
     * @param packages whose jobs are meant; what holds one of them up may be any package of the graph
     * @param built whether a package is built for the system
     */
    Refusals(PackageGraph graph, int[] packages, IntPredicate built, Capacity capacity) {
        this.graph = graph;
        this.capacity = capacity;
        this.packages = packages;
        this.cause = graph.heldUpBy(this::isRefused, built);
        this.empty = Arrays.stream(packages).allMatch(index -> cause[index] == RUNS);
    }

    private boolean isRefused(int index) {
        return graph.isRefused(index)
                || capacity.of(graph.trust(index)) == 0
                || (graph.hasFeatures(index) && !capacity.features().containsAll(GpuNeed.plain(graph.features(index))));
    }

    boolean runs(int index) {
        return cause[index] == RUNS;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Those that are refused themselves first, each in alphabetical order. */
    List<Impact.Blocked> all(String system) {
        SortedMap<Integer, String> reasons = new TreeMap<>();
        List<Impact.Blocked> all = new ArrayList<>();
        for (int index : packages) {
            if (cause[index] != RUNS) {
                String reason = reasons.computeIfAbsent(cause[index], this::reason);
                String root = graph.attribute(cause[index]);
                all.add(new Impact.Blocked(graph.attribute(index), system, root, reason));
            }
        }
        all.sort(Comparator.comparing((Impact.Blocked each) -> !each.root()).thenComparing(Impact.Blocked::attribute));
        return List.copyOf(all);
    }

    private String reason(int index) {
        List<String> all = new ArrayList<>();
        for (Refusal refusal : graph.refusals(index)) {
            all.add(sentence(refusal));
        }
        TrustDomain domain = graph.trust(index);
        if (capacity.of(domain) == 0) {
            all.add("no agent of the %s domain".formatted(domain.name().toLowerCase(Locale.ROOT)));
        }
        List<String> features = graph.features(index);
        List<String> missing = GpuNeed.plain(features).stream()
                .filter(feature -> !capacity.features().contains(feature))
                .toList();
        if (!missing.isEmpty()) {
            String gpus = GpuNeed.said(features)
                    .filter(need -> missing.stream().anyMatch(GpuFeature::isHandedOut))
                    .map(" (%s)"::formatted)
                    .orElse("");
            all.add("no agent with %s%s".formatted(String.join(", ", missing), gpus));
        }
        return String.join("; ", all);
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
}
