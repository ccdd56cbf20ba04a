package dev.tidemark.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Runs commands under a small shell script that outlives this process just long enough to end what it started. Thread-
 * safe; blocks the calling thread while a command runs.
 */
public final class Supervisor {

    private static final String SCRIPT = "supervise.sh";
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);
    private static final int BUFFER = 1 << 13;

    private final Path script;

    private Supervisor(Path script) {
        this.script = script;
    }

    /**
     * @param folder where the script is put
     * @throws IOException when it cannot be written there
     */
    public static Supervisor in(Path folder) throws IOException {
        Path script = folder.resolve(SCRIPT);
        try (InputStream source = Supervisor.class.getResourceAsStream(SCRIPT)) {
            if (source == null) {
                throw new AssertionError(SCRIPT + " is part of this program");
            }
            Files.write(script, source.readAllBytes());
        }
        return new Supervisor(script);
    }

    /**
     * Runs a command until it ends or must end.
     *
     * @param stopper is given, once, what ends the command early, and how it ended then; it may be called from any thread, also
     *     later
     * @throws IOException when it cannot be started
     */
    public CommandEnd run(
            Command command, Patience patience, CommandOutput output, Consumer<Consumer<CommandEnd>> stopper)
            throws IOException, InterruptedException {
        CompletableFuture<CommandEnd> end = new CompletableFuture<>();
        CompletableFuture<CommandEnd> refusal = new CompletableFuture<>();
        AtomicLong lastByte = new AtomicLong(System.nanoTime());
        Process process = start(command);
        try {
            stopper.accept(end::complete);
            var unusedRefusal = refusal.thenAccept(end::complete);
            var unusedExit =
                    process.onExit().thenAccept(ended -> end.complete(new CommandEnd.Exited(ended.exitValue())));
            Thread reader = Thread.ofPlatform()
                    .name("command-output")
                    .daemon()
                    .start(() -> read(process.getInputStream(), output, lastByte, refusal));
            CommandEnd first = await(end, patience, lastByte);
            ProcessTree.end(process, patience.grace());
            ProcessTree.endTagged(command.tag());
            // Whatever held the other end of the pipe is gone, so this is soon over.
            reader.join(AFTER_KILL.toMillis());
            // What it printed last may have been too much, and it may have ended before that was read.
            return first instanceof CommandEnd.Exited ? refusal.getNow(first) : first;
        } finally {
            ProcessTree.end(process, Duration.ZERO);
        }
    }

    private Process start(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.words())
                .directory(command.folder().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        return start(builder);
    }

    /**
     * Starts a program that reads nothing, for who waits for it and ends it ({@link #end}) himself.
     *
     * @param program all of it but its standard input, by which it is known that this process lives
     */
    public Process start(ProcessBuilder program) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", script.toString()));
        words.addAll(program.command());
        return program.command(words)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
    }

    /**
     * Asks what was started so to end, waits for the grace, then ends it. Does nothing when it has ended.
     *
     * @param tag one of its environment's {@code NAME=value} that no other program has
     */
    public static void end(Process started, Duration grace, String tag) throws InterruptedException {
        if (started.isAlive()) {
            try {
                ProcessTree.end(started, grace);
            } finally {
                started.destroyForcibly();
            }
            ProcessTree.endTagged(tag);
        }
    }

    private static void read(
            InputStream in, CommandOutput output, AtomicLong lastByte, CompletableFuture<CommandEnd> refusal) {
        byte[] buffer = new byte[BUFFER];
        try (in) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                lastByte.set(System.nanoTime());
                if (!output.take(buffer, length)) {
                    refusal.complete(new CommandEnd.OutputRefused());
                    return;
                }
            }
        } catch (IOException e) {
            refusal.complete(new CommandEnd.OutputLost(e));
        }
    }

    private static CommandEnd await(CompletableFuture<CommandEnd> end, Patience patience, AtomicLong lastByte)
            throws InterruptedException {
        long started = System.nanoTime();
        while (!end.isDone()) {
            long now = System.nanoTime();
            long timeLeft = patience.time().toNanos() - (now - started);
            long silenceLeft = patience.silence().toNanos() - (now - lastByte.get());
            if (timeLeft <= 0) {
                return new CommandEnd.TimedOut();
            }
            if (silenceLeft <= 0) {
                return new CommandEnd.Silent();
            }
            awaitAtMost(end, Math.min(timeLeft, silenceLeft));
        }
        return end.join();
    }

    private static void awaitAtMost(CompletableFuture<CommandEnd> end, long nanos) throws InterruptedException {
        try {
            end.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // A limit may be reached, or a byte has come meanwhile: the caller looks again.
        } catch (ExecutionException e) {
            throw new AssertionError("an end is never a failure", e);
        }
    }
}
