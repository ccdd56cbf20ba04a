package dev.tidemark.benchmarks.agent;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Simulated builds that take a second each, and remember when they began and ended. Thread-safe. */
final class SleepingExecutor implements Executor {

    /** How long each takes. */
    static final Duration BUILD = Duration.ofSeconds(1);

    private final List<Build> builds = new ArrayList<>();

    /** When one began and ended, in nanoseconds of the JVM's clock. */
    record Build(long began, long ended) {}

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long began = System.nanoTime();
        try {
            TimeUnit.NANOSECONDS.sleep(BUILD.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new BuildOutcome.Cancelled(Duration.ofNanos(System.nanoTime() - began));
        }
        long ended = System.nanoTime();
        synchronized (builds) {
            builds.add(new Build(began, ended));
        }
        Sha256.Builder output = Sha256.builder().add(task.of().toString()).add(task.version());
        task.inputs().forEach(input -> output.add(input.outputHash().hex()));
        return new BuildOutcome.Succeeded(output.build(), 0, Duration.ofNanos(ended - began));
    }

    /** Those since it was last asked, in the order of their ends. */
    List<Build> taken() {
        synchronized (builds) {
            List<Build> taken = List.copyOf(builds);
            builds.clear();
            return taken;
        }
    }
}
