package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.wire.TrustedEvents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class HistoryFoldTest {

    private static final String SYSTEM = "x86_64-linux";
    private static final double ROUNDING = 1e-3;

    private final HistoryFold fold = new HistoryFold();

    @BeforeAll
    static void trust() {
        TrustedEvents.declare();
    }

    private void learn(String set, String attribute, String system, int builds, double seconds, double failures) {
        learn(set, attribute, system, builds, seconds, failures, 0);
    }

    private void learn(
            String set, String attribute, String system, int builds, double seconds, double failures, double flakes) {
        fold.take(
                set + ":" + attribute + "/" + system,
                JobHistory.newBuilder()
                        .setSet(set)
                        .setAttribute(attribute)
                        .setSystem(system)
                        .setBuilds(builds)
                        .setMeanLogSeconds(builds == 0 ? 0 : Math.log(seconds))
                        .setVarianceLogSeconds(0)
                        .setSuccesses(builds)
                        .setFailures(failures)
                        .setFlakes(flakes)
                        .build());
    }

    @Test
    void what_was_learnt_of_a_package_is_told_of_its_set_and_its_system_and_of_no_other() {
        learn("demo", "a", SYSTEM, 1000, 300, 0);

        Prospects demo = fold.of("demo");
        assertThat(demo.seconds("a", SYSTEM)).isCloseTo(300, within(0.1));
        assertThat(demo.failureChance("a", SYSTEM)).isLessThan(0.001);
        for (String[] other : new String[][] {{"a", "aarch64-linux"}, {"b", SYSTEM}}) {
            assertAssumed(demo, other[0], other[1]);
        }
        assertAssumed(fold.of("other"), "a", SYSTEM);
    }

    @Test
    void of_two_records_the_later_one_counts() {
        learn("demo", "a", SYSTEM, 1000, 300, 0);
        learn("demo", "b", SYSTEM, 1000, 50, 0);
        learn("demo", "a", SYSTEM, 1000, 20, 1000);

        assertThat(fold.of("demo").seconds("a", SYSTEM)).isCloseTo(20, within(0.1));
        assertThat(fold.of("demo").failureChance("a", SYSTEM)).isCloseTo(0.5, within(ROUNDING));
        assertThat(fold.of("demo").seconds("b", SYSTEM)).isCloseTo(50, within(0.1));
    }

    @Test
    void what_the_sets_packages_show_is_believed_of_a_package_of_which_nothing_is_known() {
        assertThat(fold.of("demo").flakeScore("new", SYSTEM).tries()).isEqualTo(2);
        for (int number = 0; number < 100; number++) {
            learn("demo", "p" + number, SYSTEM, 90, 10, 10, 10);
        }

        Prospects flaky = fold.of("demo");
        assertThat(flaky.flakeScore("new", SYSTEM).tries()).isEqualTo(4);
        assertThat(flaky.flakeScore("p1", SYSTEM).flakes()).isGreaterThan(10);
        assertThat(fold.of("other").flakeScore("new", SYSTEM).tries()).isEqualTo(2);

        for (int number = 0; number < 100; number++) {
            learn("demo", "p" + number, SYSTEM, 990, 10, 0, 0);
        }
        assertThat(fold.of("demo").flakeScore("new", SYSTEM).tries())
                .as("what is not true any more counts no more")
                .isEqualTo(2);
    }

    @Test
    void what_is_learnt_later_does_not_change_what_was_told() {
        learn("demo", "a", SYSTEM, 1000, 300, 0);
        Prospects before = fold.of("demo");

        learn("demo", "a", SYSTEM, 1000, 20, 0);
        learn("demo", "b", SYSTEM, 1000, 20, 0);

        assertThat(before.seconds("a", SYSTEM)).isCloseTo(300, within(0.1));
        assertAssumed(before, "b", SYSTEM);
    }

    @Test
    void of_a_package_that_never_succeeded_the_time_is_assumed_and_the_chance_is_known() {
        learn("demo", "a", SYSTEM, 0, 0, 8);

        assertThat(fold.of("demo").seconds("a", SYSTEM)).isEqualTo(Prospects.UNKNOWN.seconds("a", SYSTEM));
        assertThat(fold.of("demo").failureChance("a", SYSTEM)).isGreaterThan(0.8);
    }

    @Test
    void a_tombstone_takes_back_what_was_known() {
        learn("demo", "a", SYSTEM, 1000, 300, 0);

        fold.take("demo:a/" + SYSTEM, null);

        assertAssumed(fold.of("demo"), "a", SYSTEM);
    }

    @Test
    void a_record_that_no_builds_can_have_is_refused_and_the_one_before_it_stays() {
        learn("demo", "a", SYSTEM, 1000, 300, 0);

        assertThatThrownBy(() -> learn("demo", "a", SYSTEM, 1000, 1e12, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> learn("demo", "a", SYSTEM, 1000, 300, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fold.take("demo", null)).hasMessageContaining("demo names no set");

        assertThat(fold.of("demo").seconds("a", SYSTEM)).isCloseTo(300, within(0.1));
    }

    @Test
    void many_packages_on_several_systems_are_each_told_of_themselves() {
        for (int number = 0; number < 1000; number++) {
            learn("demo", "p" + number, number % 3 == 0 ? "aarch64-linux" : SYSTEM, 1000, 1 + number, 0);
        }

        Prospects learnt = fold.of("demo");
        for (int number = 0; number < 1000; number++) {
            boolean other = number % 3 == 0;
            assertThat(learnt.seconds("p" + number, other ? "aarch64-linux" : SYSTEM))
                    .isCloseTo(1 + number, within((1 + number) * ROUNDING));
            assertAssumed(learnt, "p" + number, other ? SYSTEM : "aarch64-linux");
        }
    }

    private static void assertAssumed(Prospects prospects, String attribute, String system) {
        assertThat(prospects.seconds(attribute, system)).isEqualTo(Prospects.UNKNOWN.seconds(attribute, system));
        assertThat(prospects.failureChance(attribute, system))
                .isEqualTo(Prospects.UNKNOWN.failureChance(attribute, system));
    }
}
