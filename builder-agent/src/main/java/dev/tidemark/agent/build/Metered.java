package dev.tidemark.agent.build;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.MetricName;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times builds by how they end; never by package, of which there are too many. */
public final class Metered implements Executor {

    private final Executor inner;
    private final MetricRegistry metrics;
    private final Running running;

    public Metered(Executor inner, MetricRegistry metrics) {
        this.inner = inner;
        this.metrics = metrics;
        this.running = metrics.gauge("agent.builds.running", Running::new);
    }

    /** How many builds are under way. */
    private static final class Running implements Gauge<Integer> {
        private final AtomicInteger builds = new AtomicInteger();

        @Override
        public Integer getValue() {
            return builds.get();
        }
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        running.builds.incrementAndGet();
        try {
            BuildOutcome outcome = inner.execute(task, cancel);
            metrics.timer(MetricName.of("agent.builds")
                            .with("outcome", label(outcome))
                            .toString())
                    .update(outcome.duration().toNanos(), TimeUnit.NANOSECONDS);
            return outcome;
        } finally {
            running.builds.decrementAndGet();
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
