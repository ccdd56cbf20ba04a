package dev.tidemark.planner.wave;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of several bumps break a job together: all of them do, none of them does not. As in QuickXplain (Junker, 2004), what must be
 * among the culprits is found one after the other: the last bump of the shortest list that breaks the job beside those found
 * so far is one, and it is found by halving. One culprit among n takes log2(n) probes, and one more that shows that it is enough alone;
 * each further one as many again. What comes out breaks the job, and nothing can be left out of it, as long as more bumps do not
 * mend what fewer break.
 *
 * <p>A probe that shows neither is passed over for its neighbours; where none is left to ask, every bump that may still be the one is
 * blamed. Nothing is remembered: the same answers lead to the same question.
 */
final class Bisection {

    /** What a probe shows. */
    enum Outcome {
        /** With these bumps it fails as it does with all of them. */
        BREAKS,
        /** With these bumps it is built. */
        HOLDS,
        /** It fails otherwise, or something that it needs cannot be built. */
        UNCLEAR,
        /** It was not asked for, or is not through. */
        OPEN
    }

    /** What comes next. */
    sealed interface Step {
        /** @param bumps what to build it with */
        record Probe(BitSet bumps) implements Step {}

        /** @param bumps to blame */
        record Blamed(BitSet bumps) implements Step {}
    }

    private final List<BitSet> candidates;
    private final Function<BitSet, Outcome> outcomes;

    /**
     * @param candidates at least one; each the numbers of bumps that are blamed as one
     * @param outcomes what is known of the job with some of them
     */
    Bisection(List<BitSet> candidates, Function<BitSet, Outcome> outcomes) {
        this.candidates = List.copyOf(candidates);
        this.outcomes = outcomes;
    }

    /** @param suspected what broke others in the same way: asked about first; null when nothing did */
    Step next(@Nullable BitSet suspected) {
        if (suspected != null && isSome(suspected)) {
            switch (outcomes.apply(suspected)) {
                case BREAKS -> {
                    return new Step.Blamed(suspected);
                }
                case OPEN -> {
                    return new Step.Probe(suspected);
                }
                case HOLDS, UNCLEAR -> {}
            }
        }
        return search();
    }

    /** Whether it is worth while to ask whether these break it, or known that they do; null: nothing is suspected. */
    boolean canConfirm(@Nullable BitSet suspected) {
        if (suspected == null || !isSome(suspected)) {
            return false;
        }
        Outcome outcome = outcomes.apply(suspected);
        return outcome == Outcome.OPEN || outcome == Outcome.BREAKS;
    }

    /** Whole candidates, and not all of them. */
    private boolean isSome(BitSet bumps) {
        List<BitSet> within = new ArrayList<>();
        for (BitSet candidate : candidates) {
            if (candidate.intersects(bumps)) {
                within.add(candidate);
            }
        }
        return within.size() < candidates.size() && union(within).equals(bumps);
    }

    private Step search() {
        BitSet found = new BitSet();
        int left = candidates.size();
        while (left > 0) {
            if (!found.isEmpty()) {
                switch (outcomes.apply(found)) {
                    case BREAKS -> {
                        return new Step.Blamed(found);
                    }
                    case OPEN -> {
                        return new Step.Probe(found);
                    }
                    case HOLDS, UNCLEAR -> {}
                }
            }
            int holds = 0; // So many of the first, beside those found, do not break it.
            int breaks = left;
            while (breaks - holds > 1) {
                int middle = nextToAsk(found, holds, breaks);
                if (middle < 0) {
                    return new Step.Blamed(with(found, breaks)); // Which of the last it is, no probe can tell.
                }
                BitSet asked = with(found, middle);
                switch (outcomes.apply(asked)) {
                    case BREAKS -> breaks = middle;
                    case HOLDS -> holds = middle;
                    case OPEN -> {
                        return new Step.Probe(asked);
                    }
                    case UNCLEAR -> throw new AssertionError("what is unclear is passed over");
                }
            }
            found.or(candidates.get(breaks - 1));
            left = breaks - 1;
        }
        return new Step.Blamed(found);
    }

    /** How many of the first to ask about: the nearest to the middle that is not unclear; -1 when there is none. */
    private int nextToAsk(BitSet found, int holds, int breaks) {
        int middle = (holds + breaks) >>> 1;
        for (int away = 0; middle - away > holds || middle + away < breaks; away++) {
            for (int at : new int[] {middle - away, middle + away}) {
                if (at > holds && at < breaks && outcomes.apply(with(found, at)) != Outcome.UNCLEAR) {
                    return at;
                }
            }
        }
        return -1;
    }

    private BitSet with(BitSet found, int first) {
        BitSet bumps = union(candidates.subList(0, first));
        bumps.or(found);
        return bumps;
    }

    private static BitSet union(List<BitSet> some) {
        BitSet union = new BitSet();
        some.forEach(union::or);
        return union;
    }
}
