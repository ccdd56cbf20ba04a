package dev.tidemark.agent.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
     * Where a machine has what belongs to its GPUs.
     *
     * @param dev devices, {@code /dev}
     * @param driver what the driver says of each GPU, {@code /proc/driver/nvidia/gpus}; may be missing
     * @param libraries folders in which the driver's libraries may lie
     */
    public record Places(Path dev, Path driver, List<Path> libraries) {
        public Places {
            libraries = List.copyOf(libraries);
        }

        /** Where Linux and the driver put them. */
        public static Places ofThisMachine(List<Path> libraries) {
            return new Places(Path.of("/dev"), Path.of("/proc/driver/nvidia/gpus"), libraries);
        }
    }

    /** @throws IOException also when there is a driver, and no device that it has for the GPU */
    public static GpuSight of(Gpu gpu, Places places) throws IOException {
        List<Path> paths = new ArrayList<>();
        Path own = device(gpu, places);
        if (Files.isDirectory(places.driver()) && !Files.exists(own)) {
            throw new NoSuchFileException(own.toString(), null, "the driver's own device of GPU " + gpu.uuid());
        }
        add(own, paths);
        for (String shared : SHARED) {
            add(places.dev().resolve(shared), paths);
        }
        for (Path folder : places.libraries()) {
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

    /**
     * A device bears the number that the driver gave it, which need not be the one by which nvidia-smi orders it. The driver writes lines
     * such as {@code GPU UUID: <tab> GPU-5f6d…} and {@code Device Minor: <tab> 0}.
     */
    private static Path device(Gpu gpu, Places places) throws IOException {
        String number = Integer.toString(gpu.index());
        if (Files.isDirectory(places.driver())) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(places.driver())) {
                for (Path one : each) {
                    Map<String, String> said = said(one.resolve("information"));
                    if (gpu.uuid().equals(said.get("GPU UUID"))) {
                        number = said.getOrDefault("Device Minor", number);
                    }
                }
            }
        }
        return places.dev().resolve("nvidia" + number);
    }

    private static Map<String, String> said(Path information) throws IOException {
        Map<String, String> said = new TreeMap<>();
        if (Files.isReadable(information)) {
            for (String line : Files.readAllLines(information, StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    said.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
        }
        return said;
    }

    private static void add(Path path, List<Path> paths) {
        if (Files.exists(path)) {
            paths.add(path);
        }
    }
}
