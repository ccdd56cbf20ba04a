package dev.tidemark.agent.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a sandbox has to let through for a job to use a GPU: its own device and those that all share, and the driver's libraries.
 * A device that is not let through is not there for the job, whatever its environment says.
 *
 * @param paths that exist, in order
 */
public record GpuSight(List<Path> paths) {

    private static final List<String> SHARED = List.of("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset");
    private static final List<String> LIBRARIES =
            List.of("libcuda.so", "libnvidia-ml.so", "libnvidia-ptxjitcompiler.so", "libnvidia-nvvm.so");

    public GpuSight {
        paths = List.copyOf(paths);
    }

    /**
     * @param dev where devices are, {@code /dev}
     * @param libraries folders in which the driver's libraries may lie
     */
    public static GpuSight of(Gpu gpu, Path dev, List<Path> libraries) throws IOException {
        List<Path> paths = new ArrayList<>();
        add(dev.resolve("nvidia" + gpu.index()), paths);
        for (String shared : SHARED) {
            add(dev.resolve(shared), paths);
        }
        for (Path folder : libraries) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> LIBRARIES.stream()
                                    .anyMatch(name ->
                                            String.valueOf(file.getFileName()).startsWith(name)))
                            .sorted()
                            .forEach(paths::add);
                }
            }
        }
        return new GpuSight(paths);
    }

    private static void add(Path path, List<Path> paths) {
        if (Files.exists(path)) {
            paths.add(path);
        }
    }
}
