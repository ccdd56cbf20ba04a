package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.SetScript;
import dev.tidemark.agent.build.Verdict;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs a set's own update script, once a bump, in a private copy of the set's files. */
final class UpdateScript {

    private static final SetScript.Patience PATIENCE =
            new SetScript.Patience(Duration.ofMinutes(30), Duration.ofMinutes(10), 64L << 20);

    private static final int LINES_TOLD = 5;

    private final SetScript script;
    private final Supplier<String> tags;
    private final List<String> words;

    /** @param tags makes one {@code NAME=value} after another, by which what left the script's group is found */
    UpdateScript(Supervisor supervisor, Supplier<String> tags, ScriptBounds bounds, List<String> words) {
        this.script = new SetScript(
                "set's update script (%s)".formatted(String.join(" ", words)), supervisor, bounds, PATIENCE);
        this.tags = tags;
        this.words = List.copyOf(words);
    }

    /**
     * Runs it for one bump.
     *
     * @param folder the private copy
     * @param scratch the folder with the copy in it, which is thrown away afterwards
     * @param printed where what it prints goes
     * @throws PreparationFailedException when it does not end well
     * @throws InterruptedException also when it is cancelled
     */
    void run(Workspace.Bump bump, Path folder, Path scratch, SetScript.Printed printed, CancelSignal cancel)
            throws IOException, InterruptedException, PreparationFailedException {
        Path own = Files.createTempDirectory(scratch, "script-");
        Path home = Files.createDirectory(own.resolve("home"));
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("attribute", bump.attribute());
        environment.put("from", bump.from());
        environment.put("to", bump.to());
        environment.put("change", bump.change().orElse(""));
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.toString());
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("LC_ALL", "C.UTF-8");
        SetScript.Ended ended = script.run(
                new Command(words, folder, environment, tags.get()),
                new SetScript.Place(scratch, own),
                printed,
                cancel);
        switch (ended.verdict()) {
            case Verdict.Done() -> {}
            case Verdict.Failed(FailureKind kind, String message) -> throw failed(bump, kind, message, ended.tail());
            case Verdict.Cancelled() -> throw new InterruptedException("cancelled");
        }
    }

    private static PreparationFailedException failed(
            Workspace.Bump bump, FailureKind kind, String message, List<String> tail) {
        List<String> lines = tail.stream().filter(line -> !line.isBlank()).toList();
        String said = String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
        return new PreparationFailedException(
                kind,
                "for %s %s %s%s".formatted(bump.attribute(), bump.to(), message, said.isEmpty() ? "" : ": " + said));
    }
}
