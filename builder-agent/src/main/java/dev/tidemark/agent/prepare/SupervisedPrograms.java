package dev.tidemark.agent.prepare;

import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Programs under the supervisor, which end with the agent however that ends. */
public final class SupervisedPrograms implements Programs {

    /** Whoever cancels is done within a second. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Supervisor supervisor;
    private final Path scratch;
    private final Supplier<String> tags;
    private final Map<Process, String> tagged = new ConcurrentHashMap<>();

    /**
     * @param scratch a folder for their files, made when it is first needed; no other agent may use it
     * @param tags makes one {@code NAME=value} after another for their environments
     */
    public SupervisedPrograms(Supervisor supervisor, Path scratch, Supplier<String> tags) {
        this.supervisor = supervisor;
        this.scratch = scratch;
        this.tags = tags;
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        String tag = tags.get();
        int equals = tag.indexOf('=');
        program.environment().put(tag.substring(0, equals), tag.substring(equals + 1));
        Process started = supervisor.start(program);
        tagged.put(started, tag);
        var unused = started.onExit().thenRun(() -> tagged.remove(started));
        return started;
    }

    @Override
    public void end(Process program) throws InterruptedException {
        String tag = tagged.get(program);
        if (tag != null) {
            Supervisor.end(program, GRACE, tag);
        }
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createDirectories(scratch);
    }
}
