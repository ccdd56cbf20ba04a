package dev.tidemark.agent.build;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Counts and times builds by how they end; never by package, of which there are too many. */
public final class Metered implements Executor {

    private final Executor inner;
    private final MetricRegistry metrics;
    private final Counter running;

    public Metered(Executor inner, MetricRegistry metrics) {
        this.inner = inner;
        this.metrics = metrics;
        this.running = metrics.counter("agent.builds.running");
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        running.inc();
        try {
            BuildOutcome outcome = inner.execute(task, cancel);
            metrics.timer("agent.builds." + label(outcome))
                    .update(outcome.duration().toNanos(), TimeUnit.NANOSECONDS);
            return outcome;
        } finally {
            running.dec();
        }
    }

    @Override
    public Abilities abilities() {
        return inner.abilities();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        inner.close();
    }

    private static String label(BuildOutcome outcome) {
        return switch (outcome) {
            case BuildOutcome.Succeeded succeeded -> "succeeded";
            case BuildOutcome.Prepared prepared -> "prepared";
            case BuildOutcome.Failed failed -> failed.kind().name().toLowerCase(Locale.ROOT);
            case BuildOutcome.Cancelled cancelled -> "cancelled";
        };
    }
}
