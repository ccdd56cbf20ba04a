package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.set.GpusAsked;
import java.util.List;
import java.util.Optional;

/**
 * What a package's {@code meta.tidemark.gpus} asks for.
 *
 * @param need empty when nothing is, or what cannot be had
 * @param error why it cannot be had; empty when it can
 */
record GpusOf(Optional<GpuNeed> need, String error) {

    static GpusOf read(JsonNode gpus) {
        if (gpus.isMissingNode() || gpus.isNull()) {
            return new GpusOf(Optional.empty(), "");
        }
        try {
            return new GpusOf(Optional.of(GpusAsked.read("meta.tidemark.gpus", gpus)), "");
        } catch (IllegalArgumentException e) {
            return new GpusOf(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    List<String> among(List<String> features) {
        return need.map(asked -> asked.among(features)).orElse(features);
    }
}
