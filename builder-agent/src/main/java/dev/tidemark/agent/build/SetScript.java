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

    private static final Duration GRACE = Duration.ofSeconds(3);

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
     * Runs it.
     *
     * @param scratch a folder that it writes to, where its log goes too
     */
    public Ended run(Command command, Path scratch, CancelSignal cancel) throws IOException, InterruptedException {
        Limits limits = runs.limits();
        Allowance allowance = new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
        try (BuildLog log = new BuildLog(scratch.resolve("log"), limits.logBytes(), LiveLog.UNHEARD);
                Enclosure room = Confinement.NONE.limiter().enclose("script", allowance)) {
            Verdict verdict = runs.run(
                    new WatchedRun.Scene(what, scratch, command, log, room, Classification.Downloads.SOME, () -> false),
                    cancel);
            return new Ended(verdict, log.tail());
        }
    }
}
