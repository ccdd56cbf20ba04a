package dev.tidemark.planner.topology;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.dispatch.Distrust;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.schemas.identity.Pool;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the planner counts: by state, purpose and pool, never by package. Safe for any thread. */
public final class PlannerMetrics {

    private final MetricRegistry registry;
    private final Map<String, Integer> levels = new ConcurrentHashMap<>();

    public PlannerMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    void bumpHeld() {
        registry.counter("planner.bumps.held").inc();
    }

    void bumpWaiting() {
        registry.counter("planner.bumps.waiting").inc();
    }

    void bumpSkipped() {
        registry.counter("planner.bumps.skipped").inc();
    }

    void bumpPutRight() {
        registry.counter("planner.bumps.put-right").inc();
    }

    void bumpAdmitted() {
        registry.counter("planner.bumps.admitted").inc();
    }

    void jobMoved(JobState to) {
        registry.counter("planner.jobs." + label(to)).inc();
    }

    void requested(Purpose purpose) {
        registry.counter("planner.requests." + label(purpose)).inc();
    }

    void resultRefused(Distrust why) {
        registry.counter("planner.results.refused." + label(why)).inc();
    }

    void pool(Pool pool, int waiting, int agents) {
        level("planner.queue." + pool, waiting);
        level("planner.agents." + pool, agents);
    }

    private void level(String name, int value) {
        levels.put(name, value);
        registry.gauge(name, () -> (Gauge<Integer>) () -> levels.getOrDefault(name, 0));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
