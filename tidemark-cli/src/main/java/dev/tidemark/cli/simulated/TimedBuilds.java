package dev.tidemark.cli.simulated;

import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Builds that end by themselves, each after its time. */
public final class TimedBuilds implements SimulatedBuilds, AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("builds").daemon().factory());
    private final Function<Build, End> decides;

    /**
     * How a build ends.
     *
     * @param after how long it really takes
     * @param took how long it is said to have taken
     * @param failure empty when it succeeds
     */
    public record End(Duration after, Duration took, Optional<FailureKind> failure) {}

    /** @param decides when a build begins; called by one thread at a time */
    public TimedBuilds(Function<Build, End> decides) {
        this.decides = decides;
    }

    @Override
    public void begin(Build build, Ending ending) {
        End end = decides.apply(build);
        var unused = clock.schedule(
                () -> ending.end(end.took(), end.failure()), end.after().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
