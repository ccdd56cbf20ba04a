package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.LogTail;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.process.CommandOutput;
import dev.tidemark.agent.process.Patience;
import dev.tidemark.agent.process.Supervisor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs a set's own update script, once a bump, in a private copy of the set's files. */
final class UpdateScript {

    private static final Duration TIME = Duration.ofMinutes(30);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int LINES_TOLD = 5;

    private final Supervisor supervisor;
    private final List<String> words;

    UpdateScript(Supervisor supervisor, List<String> words) {
        this.supervisor = supervisor;
        this.words = List.copyOf(words);
    }

    /**
     * Runs it for one bump.
     *
     * @param folder the private copy
     * @param scratch a folder that is thrown away afterwards
     * @throws PreparationFailedException when it does not end well
     * @throws InterruptedException also when it is cancelled
     */
    void run(Workspace.Bump bump, Path folder, Path scratch, CancelSignal cancel)
            throws IOException, InterruptedException, PreparationFailedException {
        Path home = Files.createTempDirectory(scratch, "script-");
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("attribute", bump.attribute());
        environment.put("from", bump.from());
        environment.put("to", bump.to());
        environment.put("change", bump.change().orElse(""));
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.toString());
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("LC_ALL", "C.UTF-8");
        Tail tail = new Tail();
        CommandEnd end = supervisor.run(
                new Command(words, folder, environment, "TMPDIR=" + home),
                new Patience(TIME, SILENCE, GRACE),
                tail,
                stopper -> cancel.whenGiven(() -> stopper.accept(new CommandEnd.Cancelled())));
        switch (end) {
            case CommandEnd.Exited(int status) when status == 0 -> {}
            case CommandEnd.Exited(int status) -> throw failed(bump, "ended with status " + status, tail);
            case CommandEnd.TimedOut() -> throw failed(bump, "ran longer than " + TIME.toMinutes() + " min", tail);
            case CommandEnd.Silent() -> throw failed(bump, "printed nothing for " + SILENCE.toMinutes() + " min", tail);
            case CommandEnd.OutputRefused() -> throw new AssertionError("all that it prints is taken");
            case CommandEnd.OutputLost(IOException cause) -> throw cause;
            case CommandEnd.WroteTooMuch(long bytes) -> throw failed(bump, "wrote %d bytes".formatted(bytes), tail);
            case CommandEnd.Cancelled() -> throw new InterruptedException("cancelled");
        }
    }

    private PreparationFailedException failed(Workspace.Bump bump, String how, Tail tail) {
        List<String> lines = tail.lines();
        String said = String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
        return new PreparationFailedException(
                FailureKind.BUILD_FAILED,
                "the set's update script (%s) %s for %s %s%s"
                        .formatted(
                                String.join(" ", words),
                                how,
                                bump.attribute(),
                                bump.to(),
                                said.isEmpty() ? "" : ": " + said));
    }

    /** The last lines that are printed. */
    private static final class Tail implements CommandOutput {
        private final LogTail tail = new LogTail();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized boolean take(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    tail.add(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (line.size() < LogTail.WIDTH) {
                    line.write(bytes[i]);
                }
            }
            return true;
        }

        synchronized List<String> lines() {
            if (line.size() > 0) {
                tail.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
            return tail.lines().stream().filter(each -> !each.isBlank()).toList();
        }
    }
}
