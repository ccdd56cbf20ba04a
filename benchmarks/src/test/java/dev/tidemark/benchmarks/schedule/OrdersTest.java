package dev.tidemark.benchmarks.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.graph.PackageGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {

    private static final double NEARLY = 1e-6;

    private final PackageGraph bush = SmallWaves.bush(200);
    private final Jobs jobs = Jobs.of(bush, List.of("root", "p9"));

    private Story story(boolean breakages) {
        return Story.drawn(jobs, bush.size(), 7, breakages);
    }

    @Test
    void every_order_builds_all_and_beats_no_lower_bound() {
        Story story = story(true);
        for (int agents : List.of(1, 3, 50)) {
            double least = story.lowerBoundSeconds(agents) - NEARLY;
            for (ListOrder order : ListOrder.values()) {
                Timeline timeline = order.schedule(story, agents, 1);
                assertThat(timeline.built()).as(order.label()).isEqualTo(jobs.count());
                assertThat(timeline.makespan()).as(order.label()).isGreaterThanOrEqualTo(least);
            }
            assertThat(Dispatched.asShipped(story, agents).built()).isEqualTo(jobs.count());
            assertThat(Dispatched.longestFirst(story, agents).makespan()).isGreaterThanOrEqualTo(least);
        }
    }

    private static final double AHEAD_SECONDS = 5;

    @Test
    void a_single_agent_is_never_idle() {
        Story story = story(false);
        double work = story.lowerBoundSeconds(1);

        // What takes less than a second is asked for ahead, and here begins at once.
        assertThat(Dispatched.asShipped(story, 1).makespan()).isCloseTo(work, within(AHEAD_SECONDS));
        for (ListOrder order : ListOrder.values()) {
            assertThat(order.schedule(story, 1, 1).makespan()).as(order.label()).isCloseTo(work, within(NEARLY));
        }
    }

    @Test
    void with_an_agent_for_each_job_the_longest_path_is_all_that_counts_but_for_a_barrier() {
        Story story = story(false);
        int agents = jobs.count();

        assertThat(Dispatched.longestFirst(story, agents).makespan())
                .isCloseTo(story.lowerBoundSeconds(agents), within(NEARLY));
        assertThat(ListOrder.FIFO.schedule(story, agents, 1).makespan())
                .isCloseTo(story.lowerBoundSeconds(agents), within(NEARLY));
        assertThat(ListOrder.LEVELS.schedule(story, agents, 1).makespan())
                .isGreaterThan(story.lowerBoundSeconds(agents));
    }

    @Test
    void the_same_seed_tells_the_same_story_of_a_package_in_every_wave() {
        Story story = story(true);
        int shared = jobs.count() - 1;
        int inFirst = 0;
        while (jobs.packageOf(inFirst) != jobs.packageOf(shared)) {
            inFirst++;
        }

        assertThat(story.seconds(inFirst)).isEqualTo(story.seconds(shared));
        assertThat(story(true).seconds(shared)).isEqualTo(story.seconds(shared));
    }

    @Test
    void what_is_known_of_a_time_is_wrong_by_a_factor_of_two_at_most_and_exact_when_asked_for() {
        Story story = story(false);
        for (int job = 0; job < jobs.count(); job++) {
            assertThat(story.expected(job) / story.seconds(job)).isBetween(0.5, 2.0);
            assertThat(story.exact().expected(job)).isEqualTo(story.seconds(job));
        }
    }

    @Test
    void breakages_are_found_when_their_builds_end() {
        Timeline timeline = Dispatched.asShipped(story(true), 3);

        assertThat(timeline.found()).isPositive();
        assertThat(timeline.secondsUntilFound(0.5)).isLessThanOrEqualTo(timeline.secondsUntilFound(0.9));
        assertThat(timeline.secondsUntilFound(1)).isLessThanOrEqualTo(timeline.makespan());
        assertThatThrownBy(() -> Dispatched.asShipped(story(false), 3).secondsUntilFound(0.5))
                .isInstanceOf(IllegalStateException.class);
    }
}
