package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.schemas.identity.GpuNeed;
import java.util.List;
import java.util.Optional;

/**
 * What an agent must be like to build something. Builds with equal needs wait in one lane.
 *
 * @param set that it must build
 * @param features that it must have, in alphabetical order
 * @param gpus that the build has to itself; empty when none
 * @param memoryAbove how much memory was not enough, in bytes; 0 when any is
 * @param avoid agents to avoid while another fits
 */
record Needs(String set, List<String> features, Optional<GpuNeed> gpus, long memoryAbove, List<String> avoid) {

    Needs {
        features = List.copyOf(features);
        avoid = List.copyOf(avoid);
    }

    /** Of a build that failed, so far, for want of memory or on some agents. */
    static Needs of(BuildSpec spec, long memoryAbove, List<String> avoid) {
        List<String> all = spec.features();
        return new Needs(spec.packageId().set(), GpuNeed.plain(all), GpuNeed.of(all), memoryAbove, avoid);
    }

    /** The same, whoever it failed on. */
    Needs avoidingNobody() {
        return avoid.isEmpty() ? this : new Needs(set, features, gpus, memoryAbove, List.of());
    }

    /** The same set, on however plain a machine. */
    Needs withoutFeatures() {
        return new Needs(set, List.of(), Optional.empty(), 0, List.of());
    }

    /** The same, on however small a machine. */
    Needs withAnyMemory() {
        return new Needs(set, features, gpus, 0, avoid);
    }
}
