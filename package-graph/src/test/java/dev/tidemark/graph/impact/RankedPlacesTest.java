package dev.tidemark.graph.impact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RankedPlacesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 4096, 4097, 300_000})
    void it_gives_back_the_least_as_a_sorted_set_does(int size) {
        Random random = new Random(size);
        RankedPlaces places = new RankedPlaces(size);
        TreeSet<Integer> expected = new TreeSet<>();
        for (int step = 0; step < 20_000; step++) {
            if (expected.isEmpty() || random.nextInt(5) < 3) {
                int number = random.nextInt(size);
                places.add(number);
                expected.add(number);
            } else {
                assertThat(places.removeLeast()).isEqualTo(expected.pollFirst());
            }
            assertThat(places.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }

    @Test
    void a_set_of_nothing_is_empty() {
        assertThat(new RankedPlaces(0).isEmpty()).isTrue();
    }
}
