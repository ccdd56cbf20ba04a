package dev.tidemark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A root that has the system's programs, the network and an empty home, and nothing of the farm nor any variable of this process. */
final class CleanRoot {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PROGRAMS = List.of("/usr/bin/bwrap", "/usr/bin/curl");

    private final Path scratch;

    private CleanRoot(Path scratch) {
        this.scratch = scratch;
    }

    /** How a command ended, and what it printed. */
    record Run(int status, String output, String errors) {}

    /**
     * Where there can be one; elsewhere the test is not run.
     *
     * @param scratch for what commands print
     * @param what is run in it
     */
    static CleanRoot in(Path scratch, String what) {
        Assumptions.assumeTrue(
                PROGRAMS.stream().map(Path::of).allMatch(Files::isExecutable),
                "bubblewrap and curl are not in /usr/bin: install them, and %s is run in a clean root".formatted(what));
        return new CleanRoot(scratch);
    }

    /** Runs a command of the shell. */
    Run run(String command) throws IOException, InterruptedException {
        return run(command, List.of(), Map.of());
    }

    /**
     * The same.
     *
     * @param empty folders that may be written, besides the home and {@code /tmp}
     * @param more variables
     */
    Run run(String command, List<String> empty, Map<String, String> more) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scratch, "output", ".txt");
        Path errors = Files.createTempFile(scratch, "errors", ".txt");
        List<String> words = new ArrayList<>(List.of("bwrap", "--ro-bind", "/usr", "/usr"));
        words.addAll(List.of("--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib"));
        words.addAll(List.of("--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev"));
        words.addAll(List.of("--tmpfs", "/tmp", "--dir", "/home/ada"));
        empty.forEach(folder -> words.addAll(List.of("--dir", folder)));
        words.addAll(List.of("--unshare-all", "--share-net", "--clearenv"));
        Map<String, String> variables = new TreeMap<>(more);
        variables.put("HOME", "/home/ada");
        variables.put("PATH", "/usr/bin:/bin");
        variables.forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
        words.addAll(List.of("--chdir", "/home/ada", "sh", "-c", command));
        Process process = new ProcessBuilder(words)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().onExit().join();
            throw new AssertionError("it has not ended within %s: %s".formatted(PATIENCE, Files.readString(errors)));
        }
        return new Run(
                process.exitValue(),
                Files.readString(output, StandardCharsets.UTF_8),
                Files.readString(errors, StandardCharsets.UTF_8));
    }
}
