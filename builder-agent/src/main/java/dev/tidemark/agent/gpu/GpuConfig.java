package dev.tidemark.agent.gpu;

import java.nio.file.Path;
import java.util.List;

/**
 * How an agent uses GPUs.
 *
 * @param nvidiaSmi the program that knows them; empty for none: what offers gpu then offers it by name alone
 * @param libraries folders in which the driver's libraries may lie
 */
public record GpuConfig(String nvidiaSmi, List<Path> libraries) {

    /** None. */
    public static final GpuConfig NONE = new GpuConfig("", List.of());

    public GpuConfig {
        libraries = List.copyOf(libraries);
    }
}
