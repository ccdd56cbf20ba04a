package dev.tidemark.agent.build;

import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Enclosure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A set's own script: it sees the whole machine and others, as who wrote the set means it to, and its end is judged as a recipe's is. */
public final class SetScript {

    /** Whoever cancels is done within a second. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final String what;
    private final WatchedRun runs;

    /**
     * @param what it is, in words for people
     * @param limits that it is held to, but for memory and processes
     */
    public SetScript(String what, Supervisor supervisor, Limits limits) {
        this.what = what;
        this.runs = new WatchedRun(supervisor, limits, GRACE);
    }

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
     * @param scratch a folder that it writes to
     * @param printed where what it prints goes, behind what is there
     */
    public Ended run(Command command, Path scratch, Printed printed, CancelSignal cancel)
            throws IOException, InterruptedException {
        Limits limits = runs.limits();
        Allowance allowance = new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
        try (BuildLog log = new BuildLog(printed.file(), limits.logBytes(), printed.live());
                Enclosure room = Confinement.NONE.limiter().enclose("script", allowance)) {
            Verdict verdict = runs.run(
                    new WatchedRun.Scene(what, scratch, command, log, room, Classification.Downloads.SOME, () -> false),
                    cancel);
            return new Ended(verdict, log.tail());
        }
    }
}
