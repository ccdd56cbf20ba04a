package dev.tidemark.agent.build;

import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Enclosure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * A set's own script: it sees the whole machine and others, as who wrote the set means it to, is held to as much memory, as many
 * processes and as much of the disk as a build, and its end is judged as a recipe's is.
 */
public final class SetScript {

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final String what;
    private final ScriptBounds bounds;
    private final WatchedRun runs;

    /**
     * @param what it is, in words for people
     * @param patience how long it may run and print nothing, and how much it may print
     */
    public SetScript(String what, Supervisor supervisor, ScriptBounds bounds, Patience patience) {
        this.what = what;
        this.bounds = bounds;
        Limits builds = bounds.builds();
        Limits own = new Limits(
                patience.time(),
                patience.silence(),
                patience.logBytes(),
                builds.outputBytes(),
                builds.writtenBytes(),
                builds.memoryBytes(),
                builds.processes());
        this.runs = new WatchedRun(supervisor, own, GRACE);
    }

    /** What is not a build's: time in all, time without a byte of output, and bytes of output. */
    public record Patience(Duration time, Duration silence, long logBytes) {}

    /**
     * How it ended.
     *
     * @param tail the last lines that it printed
     */
    public record Ended(Verdict verdict, List<String> tail) {}

    /**
     * Where what scripts print goes, one behind the other.
     *
     * @param file the whole log
     * @param live is told as well; stays open
     */
    public record Printed(Path file, LiveLog live) {}

    /**
     * Runs it.
     *
     * @param scratch the folder that it writes to: what lies there counts as its own
     * @param printed where what it prints goes, behind what is there
     */
    public Ended run(Command command, Path scratch, Printed printed, CancelSignal cancel)
            throws IOException, InterruptedException {
        Limits limits = runs.limits();
        Allowance allowance = new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
        try (BuildLog log = new BuildLog(printed.file(), limits.logBytes(), printed.live());
                Enclosure room = bounds.confinement().limiter().enclose("script-" + UUID.randomUUID(), allowance)) {
            Command held = new Command(
                    room.around(room.within(command.words())), command.folder(), command.environment(), command.tag());
            Verdict verdict = runs.run(
                    new WatchedRun.Scene(what, scratch, held, log, room, Classification.Downloads.SOME, () -> false),
                    cancel);
            return new Ended(verdict, log.tail());
        }
    }
}
