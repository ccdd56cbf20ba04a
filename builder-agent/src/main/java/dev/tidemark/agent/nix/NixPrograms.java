package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.process.Patience;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.workspace.Inherited;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs programs of Nix under the supervisor. They are asked to end and given time to end what they have started: a program of
 * Nix that is killed leaves its builders behind. Thread-safe.
 */
final class NixPrograms {

    static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration NEVER_SILENT = Duration.ofDays(365);
    /** For everything that does not build. */
    private static final Duration SHORT = Duration.ofHours(2);

    private final Supervisor supervisor;
    private final Path folder;
    private final SortedMap<String, String> environment;
    private final Supplier<String> tags;

    /**
     * @param folder where the programs are run
     * @param variables for them, beside what they inherit
     * @param tags makes one {@code NAME=value} after another for their environments: the agent's next life ends what has one
     */
    NixPrograms(Supervisor supervisor, Path folder, Map<String, String> variables, Supplier<String> tags) {
        this.supervisor = supervisor;
        this.folder = folder;
        SortedMap<String, String> all = Inherited.byNix(System.getenv());
        all.putAll(variables);
        this.environment = all;
        this.tags = tags;
    }

    /**
     * How a program ended.
     *
     * @param end of the process
     * @param said by Nix
     */
    record Ended(CommandEnd end, NixStream said) {

        boolean well() {
            return status() == 0;
        }

        /** -1 when it did not end by itself. */
        int status() {
            return end instanceof CommandEnd.Exited(int status) ? status : -1;
        }

        /** What went wrong, on one line. */
        String reason() {
            List<String> errors = said.errors();
            if (errors.isEmpty()) {
                return switch (end) {
                    case CommandEnd.Exited(int status) -> "it ended with status " + status;
                    case CommandEnd.TimedOut() -> "it took too long";
                    case CommandEnd.Silent() -> "it printed nothing for too long";
                    case CommandEnd.OutputRefused() -> "it printed too much";
                    case CommandEnd.OutputLost(IOException cause) ->
                        "its output could not be kept: " + cause.getMessage();
                    case CommandEnd.WroteTooMuch(long bytes) -> "it wrote too much: %d bytes".formatted(bytes);
                    case CommandEnd.MadeTooManyFiles(long allowed) -> "it made more than %d files".formatted(allowed);
                    case CommandEnd.Cancelled() -> "it was cancelled";
                };
            }
            return String.join("; ", errors).replaceAll("\\s*\\R\\s*", "; ");
        }
    }

    /**
     * Runs a program that does not build.
     *
     * @throws InterruptedException also when it is cancelled
     */
    Ended run(CancelSignal cancel, List<String> words) throws IOException, InterruptedException {
        return run(cancel, new Program(said(words), environment, SHORT, stopper -> {}), NixStream.unheard());
    }

    /** Runs a program that builds, and hears what it does. */
    Ended run(CancelSignal cancel, List<String> words, NixStream stream, Duration time, NixRoom room)
            throws IOException, InterruptedException {
        SortedMap<String, String> own = new TreeMap<>(environment);
        own.put("TMPDIR", room.temporary().toString());
        return run(cancel, new Program(room.around(said(words)), own, time, room::connect), stream);
    }

    private static List<String> said(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--log-format", "internal-json"));
        return all;
    }

    /** @param stopper is given what ends it early */
    private record Program(
            List<String> words,
            SortedMap<String, String> environment,
            Duration time,
            Consumer<Consumer<CommandEnd>> stopper) {}

    private Ended run(CancelSignal cancel, Program program, NixStream stream) throws IOException, InterruptedException {
        if (cancel.isGiven()) {
            throw new InterruptedException("cancelled");
        }
        SortedMap<String, String> own = new TreeMap<>(program.environment());
        String tag = tags.get();
        int equals = tag.indexOf('=');
        own.put(tag.substring(0, equals), tag.substring(equals + 1));
        CommandEnd end = supervisor.run(
                new Command(program.words(), folder, own, tag),
                new Patience(program.time(), NEVER_SILENT, GRACE),
                stream,
                stopper -> {
                    program.stopper().accept(stopper);
                    cancel.whenGiven(() -> stopper.accept(new CommandEnd.Cancelled()));
                });
        if (end instanceof CommandEnd.Cancelled) {
            throw new InterruptedException("cancelled");
        }
        return new Ended(end, stream);
    }
}
