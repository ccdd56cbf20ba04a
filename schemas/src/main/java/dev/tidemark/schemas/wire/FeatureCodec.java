package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.event.GpuNeed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what events say apart: features that have names, and what is asked of GPUs. */
public final class FeatureCodec {

    private FeatureCodec() {}

    /**
     * All that an agent must have, in alphabetical order: {@link dev.tidemark.schemas.identity.GpuNeed}.
     *
     * @throws IllegalArgumentException when nobody can have such GPUs, or they are asked for as a feature
     */
    public static List<String> features(List<String> features, Optional<GpuNeed> gpus) {
        if (!named(features).equals(features)) {
            throw new IllegalArgumentException(
                    "the features %s ask for GPUs, which has a field of its own: gpus".formatted(features));
        }
        return gpus.map(event -> new dev.tidemark.schemas.identity.GpuNeed(
                                event.getCount(),
                                event.getAnyArchitectureOf(),
                                event.getMemoryBytes(),
                                event.getMinimumDriver())
                        .among(features))
                .orElse(features);
    }

    /** Those that have names. */
    public static List<String> named(List<String> features) {
        return dev.tidemark.schemas.identity.GpuNeed.plain(features);
    }

    /** What is asked of GPUs besides; null when nothing is. */
    public static @Nullable GpuNeed gpus(List<String> features) {
        return dev.tidemark.schemas.identity.GpuNeed.said(features)
                .map(need ->
                        new GpuNeed(need.count(), need.anyArchitectureOf(), need.memoryBytes(), need.minimumDriver()))
                .orElse(null);
    }
}
