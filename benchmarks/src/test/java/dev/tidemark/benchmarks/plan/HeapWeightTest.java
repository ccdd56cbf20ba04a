package dev.tidemark.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapWeightTest {

    /** Another collector than the benchmarks' own may keep large arrays in regions of their own, which are not full. */
    @Test
    void what_is_held_weighs_what_its_bytes_do_and_what_is_let_go_nothing() {
        HeapWeight<byte[][]> weight = HeapWeight.of(() -> {
            byte[][] held = new byte[16_000][];
            for (int i = 0; i < held.length; i++) {
                held[i] = new byte[1_000];
                assertThat(new byte[10_000]).isNotEmpty();
            }
            return held;
        });

        assertThat(weight.bytes()).isBetween(16_000_000L, 20_000_000L);
        assertThat(weight.held().length).isEqualTo(16_000);
    }
}
