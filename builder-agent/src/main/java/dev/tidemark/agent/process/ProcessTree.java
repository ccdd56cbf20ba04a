package dev.tidemark.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes, so that none is left behind. */
public final class ProcessTree {

    private static final Duration FOR_THE_SUPERVISOR = Duration.ofSeconds(2);
    private static final int ROUNDS = 50;

    private ProcessTree() {}

    /** Asks all below the supervisor to end, waits for the grace, then ends them and it. */
    static void end(Process supervisor, Duration grace) throws InterruptedException {
        if (supervisor.isAlive()) {
            supervisor.descendants().forEach(ProcessHandle::destroy);
            if (!supervisor.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
                // It ends by itself now, and the rest of the process group with it.
                if (!supervisor.waitFor(FOR_THE_SUPERVISOR.toNanos(), TimeUnit.NANOSECONDS)) {
                    supervisor.destroyForcibly().waitFor();
                }
            }
        }
    }

    /**
     * Asks every process that has the tag in its environment to end, which may have something to end itself that has no tag; then ends what is
     * left. Does nothing where the system does not show environments under {@code /proc}.
     *
     * @param tag the start of a {@code NAME=value}
     * @param grace for all of them together
     */
    public static void endTagged(String tag, Duration grace) throws InterruptedException {
        List<ProcessHandle> asked = tagged(tag);
        asked.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(asked.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever has not ended yet is not asked any more.
        }
        endTagged(tag);
    }

    private static List<ProcessHandle> tagged(String tag) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid() && hasTag(process.pid(), tag))
                .toList();
    }

    /**
     * Ends every process that has the tag in its environment, wherever it has gone; at once and for good. Does nothing
     * where the system does not show environments under {@code /proc}.
     *
     * @param tag the start of a {@code NAME=value}
     */
    public static void endTagged(String tag) throws InterruptedException {
        if (!Files.isReadable(Path.of("/proc/self/environ"))) {
            return;
        }
        // Again until none is found: one that is just starting another could slip through a single round.
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> tagged = tagged(tag);
            if (tagged.isEmpty()) {
                return;
            }
            tagged.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle process : tagged) {
                awaitEnd(process);
            }
        }
    }

    private static void awaitEnd(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(FOR_THE_SUPERVISOR.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It cannot be ended just now, for example in the middle of a disk operation; the next round tries again.
            return;
        }
    }

    private static boolean hasTag(long pid, String tag) {
        try {
            String environment = new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ")), StandardCharsets.ISO_8859_1);
            String wanted = new String(tag.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return environment.startsWith(wanted) || environment.contains("\0" + wanted);
        } catch (IOException e) {
            // It has ended, or belongs to another user and so is no build of ours.
            return false;
        }
    }
}
