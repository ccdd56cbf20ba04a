package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.planner.wave.Bisection.Outcome;
import dev.tidemark.planner.wave.Bisection.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BisectionTest {

    private static final int SEEDS = 2000;

    private final Map<BitSet, Outcome> known = new HashMap<>();
    private final List<BitSet> probed = new ArrayList<>();

    @Test
    void one_culprit_is_named_after_the_logarithm_of_probes_and_one() {
        for (int bumps = 2; bumps <= 64; bumps *= 2) {
            for (int culprit = 0; culprit < bumps; culprit++) {
                int needed = culprit;
                reset();

                assertThat(found(singles(bumps), set -> set.get(needed), Set.of()))
                        .isEqualTo(bits(culprit));
                assertThat(probed).hasSizeLessThanOrEqualTo(Integer.numberOfTrailingZeros(bumps) + 1);
                assertThat(probed).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void bumps_that_break_it_only_together_are_named_together_and_no_other() {
        Seeds.each(SEEDS, seed -> {
            Random random = new Random(seed);
            int bumps = 2 + random.nextInt(9);
            BitSet culprits = new BitSet();
            random.ints(1 + random.nextInt(3), 0, bumps).forEach(culprits::set);
            reset();

            assertThat(found(singles(bumps), set -> containsAll(set, culprits), Set.of()))
                    .isEqualTo(culprits);
        });
    }

    @Test
    void of_two_that_each_break_it_alone_one_is_named() {
        reset();

        BitSet found = found(singles(8), set -> set.get(2) || set.get(6), Set.of());

        assertThat(found.cardinality()).isEqualTo(1);
        assertThat(found.get(2) || found.get(6)).isTrue();
    }

    @Test
    void what_moves_together_is_blamed_together() {
        reset();

        assertThat(found(List.of(bits(0, 3), bits(1), bits(2)), set -> set.get(3), Set.of()))
                .isEqualTo(bits(0, 3));
        assertThat(probed).allMatch(set -> set.get(0) == set.get(3));
    }

    @Test
    void a_probe_that_shows_nothing_is_passed_over() {
        reset();

        assertThat(found(singles(8), set -> set.get(2), Set.of(bits(0, 1, 2, 3))))
                .isEqualTo(bits(2));
    }

    @Test
    void where_no_probe_shows_anything_all_are_blamed() {
        reset();
        Set<BitSet> unclear = new HashSet<>();
        for (int set = 1; set < 15; set++) {
            unclear.add(BitSet.valueOf(new long[] {set}));
        }

        assertThat(found(singles(4), set -> true, unclear)).isEqualTo(bits(0, 1, 2, 3));
    }

    @Test
    void the_culprit_is_always_among_those_blamed_whatever_is_unclear() {
        Seeds.each(SEEDS, seed -> {
            Random random = new Random(seed);
            int bumps = 2 + random.nextInt(5);
            int culprit = random.nextInt(bumps);
            Set<BitSet> unclear = new HashSet<>();
            for (int set = 1; set < 1 << bumps; set++) {
                if (random.nextInt(3) == 0) {
                    unclear.add(BitSet.valueOf(new long[] {set}));
                }
            }
            reset();

            assertThat(found(singles(bumps), set -> set.get(culprit), unclear).get(culprit))
                    .isTrue();
        });
    }

    @Test
    void what_broke_others_in_the_same_way_is_asked_about_first() {
        reset();
        Bisection bisection = bisection(singles(8));

        assertThat(bisection.next(bits(5))).isEqualTo(new Step.Probe(bits(5)));
        known.put(bits(5), Outcome.BREAKS);
        assertThat(bisection.next(bits(5))).isEqualTo(new Step.Blamed(bits(5)));
        known.put(bits(5), Outcome.HOLDS);
        assertThat(bisection.next(bits(5))).isEqualTo(new Step.Probe(bits(0, 1, 2, 3)));
    }

    @Test
    void a_suspicion_that_cannot_be_asked_about_is_none() {
        reset();

        assertThat(bisection(singles(2)).next(bits(5))).isEqualTo(new Step.Probe(bits(0)));
        assertThat(bisection(singles(2)).next(bits(0, 1))).isEqualTo(new Step.Probe(bits(0)));
        assertThat(bisection(List.of(bits(0, 1), bits(2))).next(bits(0))).isEqualTo(new Step.Probe(bits(0, 1)));
    }

    private void reset() {
        known.clear();
        probed.clear();
    }

    private Bisection bisection(List<BitSet> candidates) {
        return new Bisection(candidates, set -> known.getOrDefault(set, Outcome.OPEN));
    }

    private BitSet found(List<BitSet> candidates, Predicate<BitSet> breaks, Set<BitSet> unclear) {
        Bisection bisection = bisection(candidates);
        while (true) {
            switch (bisection.next(null)) {
                case Step.Blamed(BitSet bumps) -> {
                    return bumps;
                }
                case Step.Probe(BitSet bumps) -> {
                    BitSet asked = (BitSet) bumps.clone();
                    probed.add(asked);
                    Outcome shown = breaks.test(asked) ? Outcome.BREAKS : Outcome.HOLDS;
                    known.put(asked, unclear.contains(asked) ? Outcome.UNCLEAR : shown);
                }
            }
        }
    }

    private static boolean containsAll(BitSet set, BitSet all) {
        BitSet missing = (BitSet) all.clone();
        missing.andNot(set);
        return missing.isEmpty();
    }

    private static List<BitSet> singles(int count) {
        return IntStream.range(0, count).mapToObj(BisectionTest::bits).toList();
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
