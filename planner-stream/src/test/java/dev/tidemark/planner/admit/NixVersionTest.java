package dev.tidemark.planner.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NixVersionTest {

    /** From Nix's own tests: {@code tests/functional/lang/eval-okay-versions.nix} and the manual. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 2.3",
        "2.1, 2.3",
        "2.3, 2.5",
        "2.3, 3.1",
        "2.3, 2.3.1",
        "2.3a, 2.3.1",
        "2.3pre1, 2.3",
        "2.3pre3, 2.3pre12",
        "2.3a, 2.3c",
        "2.3pre1, 2.3c",
        "2.3pre1, 2.3q",
        "20240101, 20240102",
        "unstable-2023-12-31, unstable-2024-01-01",
        "1.2.3-unstable-2024-01-01, 1.2.3-unstable-2024-01-02",
        "1.9, 1.10",
        "2024.9, 2024.10",
        "99999999999999999998, 99999999999999999999",
        "20240101000000, 20240101000001",
        "1, 99999999999999999999",
    })
    void the_first_is_older_than_the_second(String older, String newer) {
        assertThat(NixVersion.compare(older, newer)).isNegative();
        assertThat(NixVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"2.3, 2.3", "1.0, 1-0", "1.0, 1..0", "1.01, 1.1", "'', ''", "'', ."})
    void both_are_the_same(String one, String other) {
        assertThat(NixVersion.compare(one, other)).isZero();
        assertThat(NixVersion.compare(other, one)).isZero();
    }

    @Test
    void the_order_is_one_order() {
        List<String> ordered = List.of("1pre2", "1pre10", "1", "1a", "1b", "1.0pre1", "1.0", "1.0a", "1.0.1", "1.1");
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(NixVersion.compare(ordered.get(i), ordered.get(j))))
                        .as("%s and %s", ordered.get(i), ordered.get(j))
                        .isEqualTo(Integer.signum(i - j));
            }
        }
    }
}
