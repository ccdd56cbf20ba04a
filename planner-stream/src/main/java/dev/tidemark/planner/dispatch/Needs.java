package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuFeature;
import java.util.List;

/**
 * What an agent must be like to build something. Builds with equal needs wait in one lane.
 *
 * @param set that it must build
 * @param features that it must have, in alphabetical order
 * @param memoryAbove how much memory was not enough, in bytes; 0 when any is
 * @param avoid agents to avoid while another fits
 */
record Needs(String set, List<String> features, long memoryAbove, List<String> avoid) {

    Needs {
        features = List.copyOf(features);
        avoid = List.copyOf(avoid);
    }

    /** Whether it has a GPU while it is built. */
    boolean wantsGpu() {
        return features.stream().anyMatch(GpuFeature::isHandedOut);
    }

    /** What the GPU has to run, as a feature such as {@code cuda-sm-90}; {@code gpu} where any will do. */
    String madeFor() {
        return features.stream().filter(GpuFeature::isMadeFor).findFirst().orElse(GpuFeature.ANY);
    }

    /** The same, whoever it failed on. */
    Needs avoidingNobody() {
        return avoid.isEmpty() ? this : new Needs(set, features, memoryAbove, List.of());
    }

    /** The same set, on however plain a machine. */
    Needs withoutFeatures() {
        return new Needs(set, List.of(), 0, List.of());
    }

    /** The same, on however small a machine. */
    Needs withAnyMemory() {
        return new Needs(set, features, 0, avoid);
    }
}
