package dev.tidemark.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.benchmarks.report.Measurement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuelTest {

    private final List<String> turns = new ArrayList<>();

    private Duel.Side side(String name, double millis) {
        return new Duel.Side(name, () -> {
            turns.add(name);
            return millis;
        });
    }

    @Test
    void each_round_begins_with_another_contender_and_others_follow_behind() throws InterruptedException {
        Measurement measured = new Duel("a / b", side("a", 2), side("b", 4), List.of(side("c", 7))).hold(1, 2, 0.03);

        assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b", "a", "b", "b", "a", "b", "a", "c", "c");
        assertThat(measured.rounds()).isEqualTo(2);
        assertThat(measured.ratios()).containsExactly(new Measurement.Ratio("a / b", 0.5, 0));
        assertThat(measured.millis()).hasToString("{a=2.0, b=4.0, c=7.0}");
        assertThat(measured.invalid()).isEmpty();
    }

    @Test
    void identical_contenders_that_differ_make_it_void() throws InterruptedException {
        double[] next = {0};
        Duel.Side slower = new Duel.Side("slower", () -> next[0] = next[0] == 1 ? 1.05 : 1);

        assertThat(new Duel("a / b", side("a", 1), slower, List.of())
                        .hold(0, 1, 0.03)
                        .invalid())
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("(slower)").contains("1.050"));
        assertThat(new Duel("a / b", side("a", 1), slower, List.of())
                        .hold(0, 1, 0.1)
                        .invalid())
                .isEmpty();
    }

    @Test
    void work_that_changes_its_mind_is_found_out() {
        int[] times = {0};
        assertThatThrownBy(() -> new BusyThread(() -> times[0]++ < 3 ? 1 : 2, 1).turn())
                .isInstanceOf(AssertionError.class);
    }
}
