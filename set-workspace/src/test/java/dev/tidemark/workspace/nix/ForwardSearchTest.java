package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForwardSearchTest {

    @Test
    void each_search_meets_what_its_own_start_depends_on() {
        // 0 -> 1 -> 2, 3 -> 2, 4 -> 5 -> 4, 6 alone
        ForwardSearch search = search(List.of(1), List.of(2), List.of(), List.of(2), List.of(5), List.of(4), List.of());

        assertThat(met(search, 0)).containsExactly(1, 2);
        assertThat(met(search, 3)).containsExactly(2);
        assertThat(met(search, 4)).containsExactly(4, 5);
        assertThat(met(search, 6)).isEmpty();
        assertThat(met(search, 1)).containsExactly(2);
    }

    private static int[] met(ForwardSearch search, int start) {
        search.from(start);
        return IntStream.range(0, 7).filter(search::met).toArray();
    }

    @SafeVarargs
    private static ForwardSearch search(List<Integer>... needs) {
        List<Reach> reaches = new ArrayList<>();
        for (List<Integer> some : needs) {
            Reach.Builder reach = new Reach.Builder();
            some.forEach(node -> reach.add(node, Need.BUILD));
            reaches.add(reach.build());
        }
        return new ForwardSearch(reaches);
    }
}
