package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.planner.topology.PlannerMetrics.Progress;
import dev.tidemark.planner.topology.PlannerMetrics.Stage;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What several tasks of one process say, as one. */
final class PlannerMetricsTest {

    private final MetricRegistry registry = new MetricRegistry();
    private final PlannerMetrics metrics = new PlannerMetrics(registry);

    @Test
    void what_tasks_say_is_added_up_and_what_one_said_goes_with_it() {
        metrics.begun("1_0", Stage.ADVANCE);
        metrics.begun("1_1", Stage.ADVANCE);
        metrics.waves("1_0", open("demo", 2, 30));
        metrics.waves("1_1", open("demo", 1, 12));
        assertThat(level("planner.tasks;stage=advance")).isEqualTo(2);
        assertThat(level("planner.waves;set=demo;state=open")).isEqualTo(3);
        assertThat(level("planner.wave.jobs;set=demo;state=ready")).isEqualTo(42);

        metrics.gone("1_0");

        assertThat(level("planner.tasks;stage=advance")).isEqualTo(1);
        assertThat(level("planner.waves;set=demo;state=open")).isEqualTo(1);
        assertThat(level("planner.wave.jobs;set=demo;state=ready")).isEqualTo(12);
    }

    @Test
    void a_task_that_has_no_more_of_a_sets_waves_takes_back_what_it_said_and_no_more() {
        metrics.waves("1_0", open("demo", 1, 30));
        metrics.waves("1_1", open("demo", 1, 12));
        metrics.begun("1_0", Stage.ADVANCE);

        metrics.waves("1_0", open("other", 1, 7));

        assertThat(level("planner.wave.jobs;set=demo;state=ready")).isEqualTo(12);
        assertThat(level("planner.wave.jobs;set=other;state=ready")).isEqualTo(7);
        assertThat(level("planner.tasks;stage=advance")).isEqualTo(1);
    }

    private static Map<String, Progress> open(String set, int waves, int jobs) {
        return Map.of(set, new Progress(Map.of(WaveState.OPEN, waves), Map.of(JobState.READY, jobs)));
    }

    private double level(String name) {
        return (Double)
                Objects.requireNonNull(registry.getGauges().get(name), name).getValue();
    }
}
