package dev.tidemark.virtual;

import dev.tidemark.planner.dispatch.Gpu;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.Pool;
import java.util.Collections;
import java.util.List;

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
    Offer offer() {
        List<Gpu> gpus = GpuNeed.said(features).isEmpty()
                ? List.of()
                : features.stream()
                        .flatMap(feature -> GpuNeed.of(List.of(feature)).stream())
                        .flatMap(need -> Collections.nCopies(need.count(), gpu(need)).stream())
                        .toList();
        return new Offer(
                GpuNeed.plain(features), List.of(), slots, 0, 0, 0, gpus, Offer.Wish.MORE, Offer.Bounds.UNKNOWN);
    }

    private static Gpu gpu(GpuNeed need) {
        return new Gpu(
                "simulated",
                need.anyArchitectureOf().isEmpty()
                        ? SOME_ARCHITECTURE
                        : need.anyArchitectureOf().getFirst(),
                need.memoryBytes(),
                need.minimumDriver().isEmpty() ? SOME_DRIVER : need.minimumDriver());
    }
}
