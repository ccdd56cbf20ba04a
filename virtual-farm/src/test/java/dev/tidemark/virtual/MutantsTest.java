package dev.tidemark.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The invariants bite: whatever is wrong with a core, some farm of chance shows it. */
final class MutantsTest {

    private static final int SEEDS = 2000;

    @ParameterizedTest
    @EnumSource
    void a_core_with_a_fault_is_caught(Mutants mutant) {
        assertThat(LongStream.range(0, SEEDS)
                        .mapToObj(seed -> violations(seed, mutant))
                        .anyMatch(found -> !found.isEmpty()))
                .isTrue();
    }

    private static List<String> violations(long seed, Mutants mutant) {
        RandomFarm farm = new RandomFarm(seed, mutant.cores());
        farm.run();
        return farm.violations();
    }
}
