package dev.tidemark.planner.topology;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.Distrust;
import dev.tidemark.planner.dispatch.Queue;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.MetricName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the planner counts: by stage, set, pool, state, purpose and kind, never by package. What is asked of several tasks is the
 * sum of what each says. Safe for any thread.
 */
public final class PlannerMetrics {

    private final MetricRegistry registry;
    /** By name, then task. */
    private final Map<String, Map<String, Double>> levels = new ConcurrentHashMap<>();

    private final Map<JobState, Counter> moved = new ConcurrentHashMap<>();

    /** The stages, each a processor. */
    enum Stage {
        ADMIT,
        ADVANCE,
        DISPATCH
    }

    public PlannerMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    private void count(MetricName name) {
        registry.counter(name.toString()).inc();
    }

    /** A decision was made, and applied. */
    void decided(Stage stage, String event, long nanos) {
        count(MetricName.of("planner.decisions").with("stage", label(stage)).with("event", event));
        registry.timer(MetricName.of("planner.decision")
                        .with("stage", label(stage))
                        .toString())
                .update(Duration.ofNanos(nanos));
    }

    /** What time asks for could not be decided, and nothing of it was applied. */
    void tickFailed(Stage stage) {
        count(MetricName.of("planner.ticks.failed").with("stage", label(stage)));
    }

    void bumpHeld() {
        bump("held");
    }

    void bumpWaiting() {
        bump("waiting");
    }

    void bumpSkipped() {
        bump("skipped");
    }

    void bumpPutRight() {
        bump("put-right");
    }

    void bumpAdmitted() {
        bump("admitted");
    }

    private void bump(String became) {
        count(MetricName.of("planner.bumps").with("became", became));
    }

    /** Opening a wave moves all its jobs: the counter is found once, not for each. */
    void jobMoved(JobState to) {
        moved.computeIfAbsent(
                        to,
                        each -> registry.counter(MetricName.of("planner.jobs.moved")
                                .with("state", label(each))
                                .toString()))
                .inc();
    }

    void requested(Pool pool, Purpose purpose) {
        count(pooled("planner.requests", pool).with("purpose", label(purpose)));
    }

    /** A build was taken from an agent that did not answer. */
    void leaseExpired(Pool pool, Urgency urgency) {
        count(pooled("planner.leases.expired", pool).with("kind", label(urgency)));
    }

    /** A life of an agent was told to end: a newer one is there, or it may not be there, or not as it is. */
    void fenced(Pool pool) {
        count(pooled("planner.agents.fenced", pool));
    }

    /** Somebody was told that he is not heeded. */
    void turnedAway(Pool pool) {
        count(pooled("planner.agents.turned-away", pool));
    }

    /** A report could not be heeded. Not by pool: whoever sends it may have thought of the pool himself. */
    void reportRefused(String reason) {
        count(MetricName.of("planner.reports.refused").with("reason", reason));
    }

    /** A result was not believed. */
    void resultRefused(Pool pool, Distrust why) {
        count(pooled("planner.results.refused", pool).with("reason", label(why)));
    }

    /** What waits in a pool, and who is there. */
    void pool(String task, Pool pool, List<Queue> queues, int agents, Instant now) {
        for (Queue queue : queues) {
            String kind = label(queue.urgency());
            level(task, pooled("planner.queue", pool).with("kind", kind), queue.waiting());
            level(
                    task,
                    pooled("planner.queue.age.seconds", pool).with("kind", kind),
                    queue.since().map(since -> seconds(since, now)).orElse(0.0));
        }
        level(task, pooled("planner.agents", pool), agents);
    }

    private static double seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toMillis() / 1e3);
    }

    private static MetricName pooled(String name, Pool pool) {
        return MetricName.of(name).with("pool", pool.toString());
    }

    /**
     * How far the waves of a set are that are not over.
     *
     * @param waves how many are in each state
     * @param jobs how many of their jobs are in each state
     */
    record Progress(Map<WaveState, Integer> waves, Map<JobState, Integer> jobs) {}

    /** How far a task's waves are, by set; what it says no more of is none. */
    void waves(String task, Map<String, Progress> bySet) {
        Map<String, Double> now = new HashMap<>();
        bySet.forEach((set, progress) -> {
            progress.waves()
                    .forEach((state, waves) -> now.put(
                            MetricName.of("planner.waves")
                                    .with("set", set)
                                    .with("state", label(state))
                                    .toString(),
                            (double) waves));
            progress.jobs()
                    .forEach((state, jobs) -> now.put(
                            MetricName.of("planner.wave.jobs")
                                    .with("set", set)
                                    .with("state", label(state))
                                    .toString(),
                            (double) jobs));
        });
        levels.forEach((name, tasks) -> {
            if (name.startsWith("planner.wave") && !now.containsKey(name)) {
                tasks.remove(task);
            }
        });
        now.forEach((name, value) -> level(task, name, value));
    }

    /** A task begins here. */
    void begun(String task, Stage stage) {
        level(task, MetricName.of("planner.tasks").with("stage", label(stage)), 1);
    }

    /** A task is not here any more. */
    void gone(String task) {
        levels.values().forEach(tasks -> tasks.remove(task));
    }

    private void level(String task, MetricName name, double value) {
        level(task, name.toString(), value);
    }

    private void level(String task, String name, double value) {
        levels.computeIfAbsent(name, first -> new ConcurrentHashMap<>()).put(task, value);
        registry.gauge(name, () -> (Gauge<Double>) () -> sum(name));
    }

    private double sum(String name) {
        return levels.getOrDefault(name, Map.of()).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
