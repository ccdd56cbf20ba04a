package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.wave.Bisection.Outcome;
import dev.tidemark.planner.wave.Bisection.Step;
import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of a wave's bumps break a job, by a draft, as far as that has come. Of several jobs that fail in the same way the first
 * is bisected, and the others are asked only whether the same bumps break them.
 */
final class Culprits {

    private final WaveDraft draft;

    Culprits(WaveDraft draft) {
        this.draft = draft;
    }

    /** Whether several bumps reach a job, and probes can tell which of them breaks it: not where one reaches it over a cut edge. */
    boolean areSeveral(int job) {
        if (draft.plan().bumps().size() < 2 || !Probes.canBeMade(draft.plan())) {
            return false;
        }
        List<BitSet> candidates = candidates(job);
        BitSet reaching = Probes.reaching(draft.plan(), job);
        return candidates.size() > 1 && candidates.stream().allMatch(each -> isWithin(each, reaching));
    }

    private static boolean isWithin(BitSet some, BitSet all) {
        BitSet outside = (BitSet) some.clone();
        outside.andNot(all);
        return outside.isEmpty();
    }

    private List<BitSet> candidates(int job) {
        return Probes.candidates(
                draft.plan(), Blame.of(draft.plan(), job, draft::outputOf).bumps());
    }

    /** What follows for a job that is BISECTING from what its probes have shown. */
    void follow(int job) {
        Bisection bisection = new Bisection(candidates(job), bumps -> outcome(job, bumps));
        BitSet suspected = suspected(job);
        if (!bisection.canConfirm(suspected) && isBehindAnother(job)) {
            return;
        }
        switch (bisection.next(suspected)) {
            case Step.Probe(BitSet bumps) -> draft.probe(job, bumps);
            case Step.Blamed(BitSet bumps) -> {
                draft.move(job, Trigger.CULPRIT_FOUND);
                draft.set(job, draft.status(job).blaming(bumps.stream().boxed().toList()));
                draft.lookAtThoseThatAreBisected();
            }
        }
    }

    private Outcome outcome(int job, BitSet bumps) {
        int probe = Probes.find(draft.plan(), job, bumps);
        return probe < 0
                ? Outcome.OPEN
                : Probes.outcome(draft.status(probe), draft.status(job).failures());
    }

    private BuildFailure failure(int job) {
        return Objects.requireNonNull(draft.status(job).failure(), "what is bisected has failed");
    }

    private boolean isBehindAnother(int job) {
        for (int other = 0; other < job; other++) {
            if (draft.stateOf(other) == JobState.BISECTING && failsLike(other, job)) {
                return true;
            }
        }
        return false;
    }

    /** What breaks the first that fails in the same way; null when there is none. */
    private @Nullable BitSet suspected(int job) {
        for (int other = 0; other < draft.plan().size(); other++) {
            if (draft.stateOf(other) == JobState.REGRESSED
                    && !draft.status(other).blamed().isEmpty()
                    && failsLike(other, job)) {
                BitSet blamed = new BitSet();
                draft.status(other).blamed().forEach(blamed::set);
                return blamed;
            }
        }
        return null;
    }

    private boolean failsLike(int other, int job) {
        return failure(other).fingerprint().equals(failure(job).fingerprint());
    }
}
