package dev.tidemark.agent.build;

import java.nio.file.Path;
import java.util.List;

/**
 * What a build has of the machine's devices, which it shares with nobody.
 *
 * @param visible what {@code CUDA_VISIBLE_DEVICES} says, identities of GPUs with commas between; empty for nothing
 * @param paths that a sandbox lets through for it
 */
public record Devices(String visible, List<Path> paths) {

    /** Nothing. */
    public static final Devices NONE = new Devices("", List.of());

    public Devices {
        paths = List.copyOf(paths);
    }
}
