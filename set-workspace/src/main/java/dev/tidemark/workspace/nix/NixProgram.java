package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.Inherited;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.nix.EvaluationStoppedException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of Nix, one at a time, without a shell. What they print goes into files of a folder, so that
 * nothing waits for a reader. Not thread-safe.
 */
final class NixProgram {

    private static final int ERROR_TAIL = 1 << 16;

    private final Programs programs;
    private final Map<String, String> variables;
    private final Path scratch;
    private final Duration patience;
    private int runs;

    /**
     * How a program ended.
     *
     * @param status its exit status; 0 when all went well
     * @param output what it printed; the next run writes another file
     * @param error the end of what it said on its standard error
     */
    record End(int status, Path output, String error) {}

    /** Looked at about once a second while a program runs. */
    @FunctionalInterface
    interface Watch {
        void look(Path output) throws IOException;
    }

    /** @param scratch an empty folder of its own */
    NixProgram(NixSettings settings, Path scratch) {
        this.programs = settings.programs();
        this.variables = settings.variables(System.getenv());
        this.scratch = scratch;
        this.patience = settings.patience();
    }

    /** Where the program is on the {@code PATH}. */
    Optional<Path> find(String name) {
        String path = variables.getOrDefault("PATH", System.getenv().getOrDefault("PATH", ""));
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path program =
                    Path.of(folder.isEmpty() ? "." : folder).resolve(name).toAbsolutePath();
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program and waits for its end. An interrupt ends it and all that it has started, and so does the end of the
     * patience.
     *
     * @throws EvaluationStoppedException when it came to nothing for a reason that has nothing to do with what it was to evaluate
     * @throws IOException when it cannot be started
     */
    End run(List<String> words, Watch watch) throws IOException, InterruptedException {
        Path output = scratch.resolve("output-" + runs);
        Path error = scratch.resolve("error");
        if (runs > 0) {
            Files.deleteIfExists(scratch.resolve("output-" + (runs - 1)));
        }
        runs++;
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(error.toFile());
        builder.environment().clear();
        builder.environment().putAll(Inherited.byNix(System.getenv()));
        builder.environment().putAll(variables);
        long started = System.nanoTime();
        Process process = programs.start(builder);
        try {
            while (!process.waitFor(1, TimeUnit.SECONDS)) {
                watch.look(output);
                if (System.nanoTime() - started > patience.toNanos()) {
                    throw new EvaluationStoppedException(
                            Reason.TIME, "Nix took longer than %d s, and was ended".formatted(patience.toSeconds()));
                }
            }
        } finally {
            programs.end(process);
        }
        String said = tail(error);
        if (process.exitValue() != 0) {
            Optional<EvaluationStoppedException> stopped = Trouble.of(process.exitValue(), said);
            if (stopped.isPresent()) {
                throw stopped.get();
            }
        }
        return new End(process.exitValue(), output, said);
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile text = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, text.length() - ERROR_TAIL);
            byte[] bytes = new byte[(int) (text.length() - start)];
            text.seek(start);
            text.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
