package dev.tidemark.planner.wave;

import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What follows for a job from where those are that it needs, and from where its baseline is. */
final class Consequences {

    private final WaveDraft draft;
    private final Asking asking;

    Consequences(WaveDraft draft) {
        this.draft = draft;
        this.asking = new Asking(draft);
    }

    void follow(int job) {
        switch (draft.stateOf(job)) {
            case PENDING, BLOCKED -> followInputs(job);
            case JUDGING, STUCK -> followBaseline(job);
            case BISECTING -> new Culprits(draft).follow(job);
            case DORMANT,
                    READY,
                    RUNNING,
                    CONFIRMING,
                    SUCCEEDED,
                    UNCHANGED,
                    PREEXISTING,
                    EXCLUDED,
                    CANCELLED,
                    REGRESSED -> {}
        }
    }

    private void followInputs(int job) {
        if (draft.missing(job) == 0) {
            draft.move(job, Trigger.INPUT_RESUMED);
            release(job);
            return;
        }
        Inputs inputs = new Inputs();
        Edges needs = draft.plan().needs();
        for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
            draft.want(needs.target(edge));
            inputs.add(needs.target(edge), draft);
        }
        if (!inputs.excluded.isEmpty()) {
            draft.moveBehind(job, Trigger.INPUT_EXCLUDED, List.copyOf(inputs.excluded));
        } else if (!inputs.preexisting.isEmpty()) {
            draft.moveBehind(job, Trigger.INPUT_PREEXISTING, List.copyOf(inputs.preexisting));
        } else if (inputs.standing.isEmpty()) {
            draft.move(job, Trigger.INPUT_RESUMED);
        } else if (!draft.status(job).roots().equals(List.copyOf(inputs.standing))) {
            draft.moveBehind(job, Trigger.INPUT_STANDS, List.copyOf(inputs.standing));
        }
    }

    /** What the inputs of a job allow. */
    private static final class Inputs {
        private final Set<Integer> excluded = new TreeSet<>();
        private final Set<Integer> preexisting = new TreeSet<>();
        private final Set<Integer> standing = new TreeSet<>();

        void add(int job, WaveDraft draft) {
            switch (draft.stateOf(job)) {
                case EXCLUDED -> addRoots(excluded, job, draft);
                case PREEXISTING -> {
                    if (!draft.plan().isSource(job)) {
                        addRoots(preexisting, job, draft);
                    }
                }
                case REGRESSED, BLOCKED, STUCK -> addRoots(standing, job, draft);
                case DORMANT,
                        PENDING,
                        READY,
                        RUNNING,
                        CONFIRMING,
                        JUDGING,
                        BISECTING,
                        SUCCEEDED,
                        UNCHANGED,
                        CANCELLED -> {}
            }
        }

        private static void addRoots(Set<Integer> roots, int job, WaveDraft draft) {
            List<Integer> own = draft.status(job).roots();
            roots.addAll(own.isEmpty() ? List.of(job) : own);
        }
    }

    /** All that it needs has an output: it is built, unless it would be built from what its baseline was built from. */
    private void release(int job) {
        int baseline = draft.plan().baselineOf(job);
        if (baseline >= 0 && draft.stateOf(baseline) == JobState.SUCCEEDED && readsTheSame(job, baseline)) {
            draft.move(job, Trigger.INPUTS_UNCHANGED);
            takeOutput(job, baseline);
        } else if (draft.move(job, Trigger.INPUTS_READY)) {
            draft.ask(job);
        }
    }

    private boolean readsTheSame(int job, int baseline) {
        WavePlan plan = draft.plan();
        return plan.sameVersion(job, baseline)
                && plan.needs().count(job) == plan.needs().count(baseline)
                && asking.spec(job).key().equals(asking.spec(baseline).key());
    }

    private void takeOutput(int job, int baseline) {
        Sha256 output = draft.outputOf(baseline);
        if (output == null) {
            throw new AssertionError("what succeeded has an output");
        }
        draft.set(job, draft.status(job).built(output));
    }

    private void followBaseline(int job) {
        int baseline = draft.plan().baselineOf(job);
        boolean judging = draft.stateOf(job) == JobState.JUDGING;
        if (baseline < 0 || !(judging || draft.status(job).isStuckOnBaseline())) {
            return;
        }
        switch (draft.stateOf(baseline)) {
            case SUCCEEDED -> judgeByGoodBaseline(job, baseline, judging);
            case PREEXISTING -> draft.move(job, judging ? Trigger.BASELINE_BAD : Trigger.BASELINE_RESUMED);
            case EXCLUDED -> judgeByExcludedBaseline(job, judging);
            case BLOCKED, STUCK -> draft.move(job, Trigger.BASELINE_STANDS);
            case DORMANT -> draft.want(baseline);
            case PENDING, READY, RUNNING, CONFIRMING -> draft.move(job, Trigger.BASELINE_RESUMED);
            case JUDGING, BISECTING, REGRESSED, UNCHANGED ->
                throw new AssertionError("a job without the bumps is not judged");
            case CANCELLED -> throw new AssertionError("a wave that is given up judges nothing");
        }
    }

    /** Where the bumps changed nothing that the job reads, its failures cannot be theirs. */
    private void judgeByGoodBaseline(int job, int baseline, boolean judging) {
        if (!judging) {
            draft.move(job, Trigger.BASELINE_RESUMED);
        } else if (readsTheSame(job, baseline)) {
            if (draft.move(job, Trigger.BASELINE_IDENTICAL)) {
                takeOutput(job, baseline);
            }
        } else {
            draft.move(job, new Culprits(draft).areSeveral(job) ? Trigger.SEVERAL_SUSPECTED : Trigger.BASELINE_GOOD);
        }
    }

    private void judgeByExcludedBaseline(int job, boolean judging) {
        if (!judging) {
            draft.move(job, Trigger.BASELINE_RESUMED);
        } else if (draft.move(job, Trigger.BASELINE_EXCLUDED)) {
            draft.set(
                    job,
                    draft.status(job)
                            .waiting("it fails, and the wave goes on without its baseline, which would judge it"));
        }
    }
}
