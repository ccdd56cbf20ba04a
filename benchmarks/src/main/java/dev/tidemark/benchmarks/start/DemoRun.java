package dev.tidemark.benchmarks.start;

import dev.tidemark.service.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One {@code tidemark demo} as a process of its own, and when it said what. */
final class DemoRun {

    private static final String BEGINS = "Tidemark demo:";
    private static final String BREAKAGE = "BREAKAGE ";

    private DemoRun() {}

    /**
     * How long it took from just before its broker is started to its first breakage.
     *
     * @param launcher of the program
     * @param folder for its data
     * @param cores how many it may think that there are
     * @throws ServiceException when it ended without a breakage
     */
    static Duration untilBreakage(Path launcher, Path folder, int cores) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        launcher.toString(), "demo", "--no-wait", "--data", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        String options =
                Optional.ofNullable(System.getenv("TIDEMARK_JAVA_OPTS")).orElse("");
        builder.environment().put("TIDEMARK_JAVA_OPTS", options + " -XX:ActiveProcessorCount=" + cores);
        try {
            Process process = builder.start();
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                Duration took = between(said);
                said.transferTo(Writer.nullWriter());
                int status = process.waitFor();
                if (status != 0) {
                    throw new ServiceException("%s ended with status %d: run it by hand to see why"
                            .formatted(String.join(" ", builder.command()), status));
                }
                return took;
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be run (%s): see that it is there".formatted(launcher, e.getMessage()), e);
        }
    }

    /** From the first line to that of a breakage. */
    static Duration between(BufferedReader said) throws IOException {
        long begun = 0;
        List<String> last = List.of();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(BEGINS)) {
                begun = System.nanoTime();
            } else if (begun != 0 && line.startsWith(BREAKAGE)) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            last = List.of(line);
        }
        throw new ServiceException(
                "the demo had no breakage (its last words: %s): run it by hand to see why".formatted(last));
    }
}
