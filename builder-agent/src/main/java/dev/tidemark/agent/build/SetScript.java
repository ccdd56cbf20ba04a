package dev.tidemark.agent.build;

import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Mount;
import dev.tidemark.agent.sandbox.Sandbox;
import dev.tidemark.agent.sandbox.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A set's own script. In a sandbox it sees the machine and reaches others, as who wrote the set means it to, but nothing of the
 * agent's and no user's home, and writes to its own folders alone. It is held to as much memory, as many processes and as much of the
 * disk as a build, and its end is judged as a recipe's is.
 */
public final class SetScript {

    /** Whoever cancels is done within a second. */
    private static final Duration GRACE = Duration.ofMillis(500);

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
                        builds.processes())
                .withFiles(builds.files());
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
     * Where it works.
     *
     * @param scratch the folder that it writes to: what lies there counts as its own
     * @param own a folder in it that nothing else uses
     */
    public record Place(Path scratch, Path own) {}

    /**
     * Runs it.
     *
     * @param command with the folders as they are outside a sandbox, which it finds inside, too
     * @param printed where what it prints goes, behind what is there
     */
    public Ended run(Command command, Place place, Printed printed, CancelSignal cancel)
            throws IOException, InterruptedException {
        Limits limits = runs.limits();
        Allowance allowance = new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
        Sandbox sandbox = bounds.confinement().sandbox();
        // Not where it could write to it.
        Path status = Files.createTempFile("tidemark-script-", ".json");
        try (BuildLog log = new BuildLog(printed.file(), limits.logBytes(), printed.live());
                Enclosure room = bounds.confinement().limiter().enclose("script-" + UUID.randomUUID(), allowance)) {
            Verdict verdict = runs.run(
                    new WatchedRun.Scene(
                            what,
                            place.scratch(),
                            sandbox.writable(bounds.writable()),
                            confined(command, place, status, room),
                            log,
                            room,
                            Classification.Downloads.SOME,
                            () -> sandbox.failed(status)),
                    cancel);
            return new Ended(verdict, log.tail());
        } finally {
            Files.deleteIfExists(status);
        }
    }

    private Command confined(Command command, Place place, Path status, Enclosure room) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount(Files.createDirectories(place.own().resolve("tmp")), "/tmp", true));
        mounts.add(new Mount(Files.createDirectories(place.own().resolve("shared")), "/dev/shm", true));
        mounts.add(asItIs(place.scratch().toRealPath(), true));
        bounds.writable().forEach(path -> mounts.add(asItIs(path, true)));
        mounts.addAll(programs(command.environment().getOrDefault("PATH", "")));

        Sandbox sandbox = bounds.confinement().sandbox();
        View view =
                new View(bounds.seen(), mounts, command.folder().toRealPath().toString(), command.environment(), true);
        SortedMap<String, String> outside = new TreeMap<>(sandbox.environment(view));
        int equals = command.tag().indexOf('=');
        outside.put(command.tag().substring(0, equals), command.tag().substring(equals + 1));
        return new Command(
                room.around(sandbox.words(view, status, room.within(command.words()))),
                command.folder(),
                outside,
                command.tag());
    }

    private static Mount asItIs(Path path, boolean writable) {
        return new Mount(path, path.toString(), writable);
    }

    /** What lies on the PATH is to be found also in a home, such as what a user has installed with Nix. */
    private List<Mount> programs(String path) throws IOException {
        List<Path> hidden = bounds.seen().hiddenNow();
        List<Mount> programs = new ArrayList<>();
        for (String each : path.split(":", -1)) {
            if (!each.startsWith("/")) {
                continue;
            }
            Path folder = Path.of(each).normalize();
            if (Files.isDirectory(folder) && hidden.stream().anyMatch(folder::startsWith)) {
                programs.add(new Mount(folder.toRealPath(), folder.toString(), false));
            }
        }
        return programs;
    }
}
