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

    private final Supervisor supervisor;
    private final Path scratch;
    private final Supplier<String> tags;
    private final Duration grace;
    private final Map<Process, String> tagged = new ConcurrentHashMap<>();

    /**
     * @param scratch a folder for their files, made when it is first needed; no other agent may use it
     * @param tags makes one {@code NAME=value} after another for their environments
     * @param grace how long one may take to end when it is asked to
     */
    public SupervisedPrograms(Supervisor supervisor, Path scratch, Supplier<String> tags, Duration grace) {
        this.supervisor = supervisor;
        this.scratch = scratch;
        this.tags = tags;
        this.grace = grace;
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
            Supervisor.end(program, grace, tag);
        }
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createDirectories(scratch);
    }
}
