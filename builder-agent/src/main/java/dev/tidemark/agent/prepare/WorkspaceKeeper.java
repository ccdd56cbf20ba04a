package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away copies of sets that nothing builds in, before there is too little room for another build: before each build and
 * preparation, and once a minute, since an agent that is held for want of room begins none. What a build that runs has asked for was
 * used after it began, and stays. Thread-safe; one looks at a time, and the others go on.
 */
public final class WorkspaceKeeper implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceKeeper.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    /** A file system's clock may be a little behind. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

    private final Executor inner;
    private final Workspaces workspaces;
    private final Room room;
    private final List<Step> steps;
    private final ReentrantLock once = new ReentrantLock();
    /** By attempt: when each build that runs began. */
    private final ConcurrentMap<String, Instant> running = new ConcurrentHashMap<>();

    private final Thread looking = Thread.ofVirtual().name("workspace-keeper").unstarted(this::look);

    /** Tells how much can still be written. */
    @FunctionalInterface
    interface Room {
        long bytes() throws IOException;
    }

    /**
     * What goes when.
     *
     * @param age for how long it was not used
     * @param belowBytes with less room than this
     */
    private record Step(Duration age, long belowBytes) {}

    WorkspaceKeeper(Executor inner, Workspaces workspaces, Room room, long holdBytes) {
        this.inner = inner;
        this.workspaces = workspaces;
        this.room = room;
        this.steps = List.of(
                new Step(A_DAY, 2 * holdBytes), new Step(AN_HOUR, holdBytes), new Step(Duration.ZERO, holdBytes));
    }

    /**
     * One that looks until it is closed.
     *
     * @param inner builds in workspaces; closed with it
     * @param work the folder in which copies of sets are
     * @param holdBytes with less room than this an agent wants nothing new
     */
    public static WorkspaceKeeper over(Executor inner, Workspaces workspaces, Path work, long holdBytes) {
        WorkspaceKeeper keeper = new WorkspaceKeeper(
                inner, workspaces, () -> Files.getFileStore(work).getUsableSpace(), holdBytes);
        keeper.looking.start();
        return keeper;
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        makeRoom();
        running.put(task.attempt(), Instant.now());
        try {
            return inner.execute(task, cancel);
        } finally {
            running.remove(task.attempt());
        }
    }

    @Override
    public Abilities abilities() {
        return inner.abilities();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        looking.interrupt();
        inner.close();
    }

    private void look() {
        try {
            while (true) {
                makeRoom();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Below twice the room at which the agent is held, what was unused for a day goes; below that itself, what is newer too. */
    void makeRoom() {
        if (!once.tryLock()) {
            return;
        }
        try {
            for (Step step : steps) {
                long free = room.bytes();
                if (free >= step.belowBytes()) {
                    return;
                }
                Instant then = unusedSince(step.age());
                int dropped = workspaces.dropUnusedSince(then);
                if (dropped > 0) {
                    LOG.atInfo()
                            .addKeyValue("freeBytes", free)
                            .addKeyValue("unusedSince", then)
                            .addKeyValue("copies", dropped)
                            .log(
                                    "there was little room where the agent works: copies of sets that nothing builds in have gone");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()))
                    .log("copies of sets that nothing builds in cannot be taken away; builds go on");
        } finally {
            once.unlock();
        }
    }

    private Instant unusedSince(Duration age) {
        Instant now = Instant.now();
        return running.values().stream()
                .map(began -> began.minus(CLOCKS_DIFFER))
                .filter(began -> began.isBefore(now.minus(age)))
                .min(Instant::compareTo)
                .orElse(now.minus(age));
    }
}
