package dev.tidemark.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a program said and how it ended.
 *
 * @param status its exit status; empty when it could not be started or had to be killed
 * @param output what it printed, errors included
 */
record Command(Optional<Integer> status, String output) {

    /** Runs a program in the root of the sources, and kills it when it takes longer than it may. */
    static Command run(Duration patience, List<String> arguments) throws InterruptedException {
        try {
            Path printed = Files.createTempFile("tidemark-command", ".txt");
            try {
                return run(patience, arguments, printed);
            } finally {
                Files.deleteIfExists(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Command run(Duration patience, List<String> arguments, Path printed)
            throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(arguments)
                    .directory(Path.of("../..").toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
        } catch (IOException e) {
            return new Command(Optional.empty(), String.valueOf(e.getMessage()));
        }
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Command(Optional.of(process.exitValue()), Files.readString(printed));
            }
            return new Command(
                    Optional.empty(), "no end within " + patience.toSeconds() + " s; " + Files.readString(printed));
        } finally {
            process.destroyForcibly();
        }
    }

    boolean succeeded() {
        return status.isPresent() && status.get() == 0;
    }

    /** What it said last: where programs say why they failed. */
    String lastLine() {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }
}
