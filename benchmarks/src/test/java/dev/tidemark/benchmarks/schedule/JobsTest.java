package dev.tidemark.benchmarks.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.graph.PackageGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsTest {

    private final PackageGraph graph = SmallWaves.diamond();

    @Test
    void a_wave_has_the_jobs_that_its_bump_reaches_dependencies_first() {
        Jobs jobs = Jobs.of(graph, List.of("root"));

        assertThat(jobs.count()).isEqualTo(4);
        assertThat(jobs.needs()).containsExactly(0, 1, 1, 2);
        assertThat(jobs.rank(0)).isEqualTo(3);
        assertThat(jobs.level(3)).isEqualTo(2);
        assertThat(jobs.remaining(new double[] {1, 2, 5, 3})).containsExactly(9, 5, 8, 3);
    }

    @Test
    void waves_stand_side_by_side_and_share_no_job() {
        Jobs jobs = Jobs.of(graph, List.of("root", "left"));

        assertThat(jobs.count()).isEqualTo(6);
        assertThat(jobs.wave(3)).isZero();
        assertThat(jobs.wave(4)).isEqualTo(1);
        assertThat(jobs.dependents(4)).containsExactly(5);
        assertThat(jobs.needs()).containsExactly(0, 1, 1, 2, 0, 1);
        assertThat(jobs.packageOf(5)).isEqualTo(jobs.packageOf(3));
    }

    @Test
    void a_package_that_is_not_there_is_named() {
        assertThatThrownBy(() -> Jobs.of(graph, List.of("nothing"))).hasMessageContaining("nothing");
    }
}
