package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import dev.tidemark.planner.wave.WaveDecision.Demand;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A decision in the making: the view with what has been decided so far laid over it. Lives for one event. */
final class WaveDraft {

    private final WaveView view;
    private final TreeMap<Integer, JobStatus> changed = new TreeMap<>();
    /** Jobs whose place follows from others' and that are to be looked at, smallest number first. */
    private final TreeSet<Integer> unsettled = new TreeSet<>();

    private final List<Demand> demands = new ArrayList<>();
    private final List<JobLifecycle.Row> walked = new ArrayList<>();

    WaveDraft(WaveView view) {
        this.view = view;
    }

    WavePlan plan() {
        return view.plan();
    }

    JobStatus status(int job) {
        JobStatus status = changed.get(job);
        return status == null ? view.status(job) : status;
    }

    /** More is known of a job, without its state being another. */
    void set(int job, JobStatus status) {
        changed.put(job, status);
    }

    /** Moves a job by a row of the table; false, and nothing changes, when there is none. */
    boolean move(int job, Trigger trigger) {
        JobStatus status = status(job);
        Optional<JobLifecycle.Row> row = JobLifecycle.row(status.state(), trigger);
        row.ifPresent(taken -> {
            walked.add(taken);
            changed.put(job, status.in(taken.to()));
            lookAgain(job);
        });
        return row.isPresent();
    }

    /** A baseline job is needed. */
    void want(int job) {
        move(job, Trigger.WANTED);
    }

    void demandAgain(int job) {
        demand(job, Purpose.CONFIRM);
    }

    /** A job moved: whatever follows from that is looked at. */
    private void lookAgain(int job) {
        unsettled.add(job);
        for (int dependent : plan().dependentsOf(job)) {
            unsettled.add(dependent);
        }
        if (plan().judges(job) >= 0) {
            unsettled.add(plan().judges(job));
        }
    }

    /** Follows every consequence. Ends, because each move is along the table and jobs are looked at root first. */
    void settle() {
        while (!unsettled.isEmpty()) {
            int job = unsettled.pollFirst();
            switch (status(job).state()) {
                case PENDING, BLOCKED -> followInputs(job);
                case JUDGING, STUCK -> followBaseline(job);
                case DORMANT, READY, RUNNING, CONFIRMING, SUCCEEDED, PREEXISTING, REGRESSED -> {}
            }
        }
    }

    private void followInputs(int job) {
        Inputs inputs = new Inputs();
        for (int need : plan().needs(job)) {
            want(need);
            inputs.add(need, status(need));
        }
        if (!inputs.preexisting.isEmpty()) {
            moveBehind(job, Trigger.INPUT_PREEXISTING, inputs.preexisting);
        } else if (!inputs.standing.isEmpty()) {
            if (!status(job).roots().equals(List.copyOf(inputs.standing))) {
                moveBehind(job, Trigger.INPUT_STANDS, inputs.standing);
            }
        } else if (inputs.unbuilt) {
            move(job, Trigger.INPUT_RESUMED);
        } else {
            if (status(job).state() == JobState.BLOCKED) {
                move(job, Trigger.INPUT_RESUMED);
            }
            if (move(job, Trigger.INPUTS_READY)) {
                demand(job, purpose(job));
            }
        }
    }

    /** What the inputs of a job allow. */
    private static final class Inputs {
        private final TreeSet<Integer> preexisting = new TreeSet<>();
        private final TreeSet<Integer> standing = new TreeSet<>();
        private boolean unbuilt;

        void add(int job, JobStatus status) {
            switch (status.state()) {
                case SUCCEEDED -> {}
                case PREEXISTING -> addRoots(preexisting, job, status);
                case REGRESSED, BLOCKED, STUCK -> addRoots(standing, job, status);
                case DORMANT, PENDING, READY, RUNNING, CONFIRMING, JUDGING -> unbuilt = true;
            }
        }

        private static void addRoots(Set<Integer> roots, int job, JobStatus status) {
            if (status.roots().isEmpty()) {
                roots.add(job);
            } else {
                roots.addAll(status.roots());
            }
        }
    }

    private void moveBehind(int job, Trigger trigger, Set<Integer> roots) {
        JobLifecycle.Row row = JobLifecycle.row(status(job).state(), trigger)
                .orElseThrow(() -> new AssertionError(trigger + " concerns every job that waits for inputs"));
        walked.add(row);
        changed.put(job, status(job).behind(row.to(), List.copyOf(roots)));
        lookAgain(job);
        unsettled.remove(job);
    }

    private void followBaseline(int job) {
        int baseline = plan().baselineOf(job);
        boolean judging = status(job).state() == JobState.JUDGING;
        if (baseline < 0 || !(judging || status(job).isStuckOnBaseline())) {
            return;
        }
        JobStatus without = status(baseline);
        switch (without.state()) {
            case SUCCEEDED -> judgeByGoodBaseline(job, baseline, judging);
            case PREEXISTING -> move(job, judging ? Trigger.BASELINE_BAD : Trigger.BASELINE_RESUMED);
            case BLOCKED, STUCK -> move(job, Trigger.BASELINE_STANDS);
            case DORMANT -> want(baseline);
            case PENDING, READY, RUNNING, CONFIRMING -> move(job, Trigger.BASELINE_RESUMED);
            case JUDGING, REGRESSED -> throw new AssertionError("a job without the bumps is not judged");
        }
    }

    /** Where the bumps changed nothing that the job reads, its failures cannot be theirs. */
    private void judgeByGoodBaseline(int job, int baseline, boolean judging) {
        if (!judging) {
            move(job, Trigger.BASELINE_RESUMED);
        } else if (spec(job).key().equals(spec(baseline).key())) {
            Sha256 output = status(baseline).outputHash();
            if (output != null && move(job, Trigger.BASELINE_IDENTICAL)) {
                set(job, status(job).built(output));
            }
        } else {
            move(job, Trigger.BASELINE_GOOD);
        }
    }

    private Purpose purpose(int job) {
        if (plan().isWaveJob(job)) {
            return Purpose.BUILD;
        }
        int judged = plan().judges(job);
        boolean awaited = judged >= 0
                && (status(judged).state() == JobState.JUDGING || status(judged).isStuckOnBaseline());
        return awaited ? Purpose.BASELINE : Purpose.INPUT;
    }

    private void demand(int job, Purpose purpose) {
        JobStatus status = status(job).tried();
        changed.put(job, status);
        demands.add(new Demand(job, status.tries(), spec(job), purpose, status.avoid()));
    }

    private BuildSpec spec(int job) {
        FrozenJob frozen = plan().job(job);
        List<BuildInput> inputs = new ArrayList<>();
        for (int need : plan().needs(job)) {
            Sha256 output = status(need).outputHash();
            if (output == null) {
                throw new AssertionError("a job is released when what it needs is built");
            }
            inputs.add(new BuildInput(
                    plan().job(need).id().attribute(), output, plan().job(need).trust()));
        }
        inputs.sort(Comparator.comparing(BuildInput::attribute));
        return new BuildSpec(
                new PackageId(plan().set(), frozen.id().attribute()),
                frozen.version(),
                new Pool(frozen.id().system(), frozen.trust()),
                frozen.recipeDigest(),
                inputs,
                frozen.features());
    }

    /** The rows of the table that were taken, in order. */
    List<JobLifecycle.Row> walked() {
        return walked;
    }

    WaveDecision decision() {
        List<WaveView.Change.JobChanged> jobs = new ArrayList<>();
        changed.forEach((job, status) -> {
            if (!status.equals(view.status(job))) {
                jobs.add(new WaveView.Change.JobChanged(job, status));
            }
        });
        List<WaveView.Change> changes = AdvanceWave.inReadingOrder(jobs);
        WaveState next = waveState(jobs);
        if (next != view.state()) {
            changes.add(new WaveView.Change.WaveChanged(next, null));
        }
        demands.sort(Comparator.comparingInt(Demand::job));
        return new WaveDecision(List.copyOf(changes), List.copyOf(demands));
    }

    private WaveState waveState(List<WaveView.Change.JobChanged> jobs) {
        if (view.state() == WaveState.HALTED) {
            return WaveState.HALTED;
        }
        int active = 0;
        int standing = 0;
        for (var count : view.counts().entrySet()) {
            active += count.getKey().isActive() ? count.getValue() : 0;
            standing += count.getKey().isStanding() ? count.getValue() : 0;
        }
        for (WaveView.Change.JobChanged change : jobs) {
            if (plan().isWaveJob(change.index())) {
                JobState before = view.status(change.index()).state();
                JobState after = change.status().state();
                active += (after.isActive() ? 1 : 0) - (before.isActive() ? 1 : 0);
                standing += (after.isStanding() ? 1 : 0) - (before.isStanding() ? 1 : 0);
            }
        }
        if (active > 0) {
            return WaveState.OPEN;
        }
        return standing > 0 ? WaveState.RED : WaveState.GREEN;
    }
}
