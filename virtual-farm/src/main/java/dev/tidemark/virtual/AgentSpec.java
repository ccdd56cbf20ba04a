package dev.tidemark.virtual;

import dev.tidemark.planner.dispatch.Gpu;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.Pool;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * An agent that there is.
 *
 * @param name unique in the farm
 * @param pool the pool that it serves
 * @param features what it has, in alphabetical order; what packages ask of GPUs ({@link GpuNeed}) among them
 * @param slots how many builds it runs at once, at least 1
 */
public record AgentSpec(String name, Pool pool, List<String> features, int slots) {

    private static final String SOME_ARCHITECTURE = "sm-90";
    private static final String SOME_DRIVER = "550.54";

    public AgentSpec {
        features = List.copyOf(features);
    }

    /** As its beats say it: with the GPUs that packages ask for, where they ask for more than features can say. */
    public Offer offer() {
        List<Gpu> gpus = GpuNeed.said(features).isEmpty() ? List.of() : gpus();
        return new Offer(
                GpuNeed.plain(features), List.of(), slots, 0, 0, 0, gpus, Offer.Wish.MORE, Offer.Bounds.UNKNOWN);
    }

    /** Of each architecture that is asked for as many as one package asks for, each as able as any package wants it. */
    private List<Gpu> gpus() {
        List<GpuNeed> needs = features.stream()
                .flatMap(feature -> GpuNeed.of(List.of(feature)).stream())
                .toList();
        int count = needs.stream().mapToInt(GpuNeed::count).max().orElse(0);
        long memory = needs.stream().mapToLong(GpuNeed::memoryBytes).max().orElse(0);
        String driver = needs.stream()
                .map(GpuNeed::minimumDriver)
                .filter(release -> !release.isEmpty())
                .max(GpuNeed.BY_DRIVER)
                .orElse(SOME_DRIVER);
        TreeSet<String> architectures = new TreeSet<>();
        needs.forEach(need -> architectures.addAll(need.anyArchitectureOf()));
        if (architectures.isEmpty()) {
            architectures.add(SOME_ARCHITECTURE);
        }
        return architectures.stream()
                .flatMap(architecture ->
                        Collections.nCopies(count, new Gpu("simulated", architecture, memory, driver)).stream())
                .toList();
    }
}
