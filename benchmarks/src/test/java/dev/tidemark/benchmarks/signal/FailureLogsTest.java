package dev.tidemark.benchmarks.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FailureLogsTest {

    private static final int KINDS = 47;
    private static final int DRAWS = 200;

    private final FailureLogs logs =
            FailureLogs.in(Path.of("..").toAbsolutePath().normalize());

    @Test
    void a_log_says_the_same_wherever_and_whenever_it_was_written() {
        Random random = new Random(7);
        assertThat(logs.size()).isEqualTo(KINDS);
        for (int draw = 0; draw < DRAWS; draw++) {
            FailureLogs.Kind kind = logs.any(random);
            assertThat(logs.fingerprint(kind, random)).as(kind.name()).isEqualTo(logs.fingerprint(kind, random));
        }
    }

    @Test
    void another_cause_is_of_the_same_family_or_of_another_as_it_is_asked_for() {
        Random random = new Random(7);
        Set<Boolean> alike = new HashSet<>();
        for (int draw = 0; draw < DRAWS; draw++) {
            FailureLogs.Kind first = logs.any(random);
            assertThat(logs.beside(first, false, random).family()).isNotEqualTo(first.family());
            FailureLogs.Kind second = logs.beside(first, true, random);
            assertThat(second.name()).isNotEqualTo(first.name());
            alike.add(second.family().equals(first.family()));
        }
        assertThat(alike).contains(true);
    }
}
