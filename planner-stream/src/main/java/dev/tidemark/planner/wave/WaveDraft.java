package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.wave.DraftJobs.DraftJob;
import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import dev.tidemark.planner.wave.WaveDecision.Demand;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A decision in the making: the view with what has been decided so far laid over it. Lives for one event. */
final class WaveDraft {

    /** With the probes that were added; nothing else of it changes. */
    private WaveView view;

    private final int jobsBefore;
    private final DraftJobs jobs = new DraftJobs();
    /** Jobs whose place follows from others' and that are to be looked at, smallest number first. */
    private final PriorityQueue<DraftJob> unsettled = new PriorityQueue<>(Comparator.comparingInt(DraftJob::number));

    private final List<Probes.Wanted> probes = new ArrayList<>();
    private final List<Demand> withdrawn = new ArrayList<>();
    private final List<Demand> askedAgain = new ArrayList<>();
    /** Tries that came to their end. */
    private final List<Demand> ended = new ArrayList<>();

    private final List<Effect> effects = new ArrayList<>();
    private final List<JobLifecycle.Row> walked = new ArrayList<>();
    private final List<WaveLifecycle.Row> waveWalked = new ArrayList<>();
    private int active;
    private int standing;
    private WaveState state;
    private @Nullable String reason;
    private WaveTally tally;
    private Preparation preparation;
    /** What comes before the jobs' changes. */
    private final List<WaveView.Change> first = new ArrayList<>();

    WaveDraft(WaveView view) {
        this.view = view;
        this.jobsBefore = view.plan().size();
        this.active = view.active();
        this.standing = view.standing();
        this.state = view.state();
        this.reason = view.reason();
        this.tally = view.tally();
        this.preparation = view.preparation();
    }

    /** The same wave with other jobs: the decision is made of the draft that is returned. */
    WaveDraft over(WavePlan frozen) {
        WaveDraft next = new WaveDraft(view.frozen(frozen));
        next.first.add(new WaveView.Change.Frozen(frozen));
        next.tally = tally;
        return next;
    }

    WavePlan plan() {
        return view.plan();
    }

    /** A job is to be built with some of the bumps. */
    void probe(int job, BitSet bumps) {
        probes.add(new Probes.Wanted(job, bumps));
    }

    /** All that were asked for since: the plan is made anew but once. */
    private boolean beginProbes() {
        if (probes.isEmpty()) {
            return false;
        }
        WavePlan more = Probes.with(plan(), probes);
        if (more.size() > plan().size()) {
            addProbes(more);
        }
        probes.forEach(each -> want(Probes.find(plan(), each.job(), each.bumps())));
        probes.clear();
        return true;
    }

    /** The same wave with more jobs, in the middle of a decision. */
    private void addProbes(WavePlan withProbes) {
        int first = plan().size();
        view = view.with(withProbes);
        for (int probe = first; probe < withProbes.size(); probe++) {
            int missing = (int) Arrays.stream(withProbes.dependenciesOf(probe))
                    .filter(need -> !withProbes.isThere(need, stateOf(need)))
                    .count();
            jobs.add(probe, missing);
        }
    }

    WaveState state() {
        return state;
    }

    WaveTally tally() {
        return tally;
    }

    void tally(WaveTally next) {
        tally = next;
    }

    /** A build took so much of an agent's time. */
    void spent(int job, Duration took) {
        tally = tally.spent(took, job != WavePlan.PREPARATION && plan().needsGpu(job));
    }

    Preparation preparation() {
        return preparation;
    }

    void preparation(Preparation next) {
        preparation = next;
    }

    /** What of an attempt's evaluation has arrived, in the order of its parts. */
    List<EvaluatedJob> heard(String attempt) {
        return view.heard(attempt);
    }

    void hear(WaveView.Change.Heard part) {
        first.add(part);
    }

    /** What arrived of any evaluation is of no use any more. */
    void forgetHeard() {
        if (view.hasHeard()) {
            first.add(new WaveView.Change.HeardForgotten());
        }
    }

    /** What it waits for is the reason why it is still being prepared. */
    void explain(@Nullable String why) {
        if (state == WaveState.PREPARING) {
            reason = why;
        }
    }

    /** A wave that builds nothing new, as one without bumps, is coming at nobody. */
    void announce() {
        Announcement announcement = Announcement.of(plan());
        if (!announcement.reached().isEmpty()) {
            add(new Effect.Announced(announcement));
        }
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    JobStatus status(int job) {
        DraftJob drafted = jobs.find(job);
        JobStatus status = drafted == null ? null : drafted.status();
        return status == null ? view.status(job) : status;
    }

    JobState stateOf(int job) {
        DraftJob drafted = jobs.find(job);
        JobStatus status = drafted == null ? null : drafted.status();
        return status == null ? view.stateOf(job) : status.state();
    }

    @Nullable
    Sha256 outputOf(int job) {
        DraftJob drafted = jobs.find(job);
        JobStatus status = drafted == null ? null : drafted.status();
        return status == null ? view.outputOf(job) : status.outputHash();
    }

    int missing(int job) {
        DraftJob drafted = jobs.find(job);
        return drafted == null ? view.missing(job) : drafted.missing();
    }

    private DraftJob touched(int job) {
        DraftJob drafted = jobs.find(job);
        return drafted == null ? jobs.add(job, view.missing(job)) : drafted;
    }

    /** More is known of a job, without its state being another. */
    void set(int job, JobStatus status) {
        touched(job).put(status);
    }

    /** Moves a job by a row of the table; false, and nothing changes, when there is none. */
    boolean move(int job, Trigger trigger) {
        JobStatus status = status(job);
        JobLifecycle.Row row = JobLifecycle.row(status.state(), trigger);
        if (row == null) {
            return false;
        }
        enter(job, row, status.in(row.to()));
        return true;
    }

    /** Moves a job behind others, which are to be answered before it. */
    void moveBehind(int job, Trigger trigger, List<Integer> roots) {
        JobStatus status = status(job);
        JobLifecycle.Row row = JobLifecycle.row(status.state(), trigger);
        if (row == null) {
            throw new AssertionError(trigger + " concerns every job that waits for inputs");
        }
        enter(job, row, status.behind(row.to(), roots));
    }

    private void enter(int job, JobLifecycle.Row row, JobStatus next) {
        walked.add(row);
        DraftJob drafted = touched(job);
        drafted.put(next);
        if (plan().isWaveJob(job)) {
            active += (row.to().isActive() ? 1 : 0) - (row.from().isActive() ? 1 : 0);
            standing += (row.to().isStanding() ? 1 : 0) - (row.from().isStanding() ? 1 : 0);
        }
        if (row.from() != row.to()) {
            lookAt(drafted);
        }
        if (plan().isThere(job, row.to())) {
            if (next.losses() > 0 && next.outputHash() != null && !row.from().hasOutput()) {
                tellThoseThatMayHaveMissed(job);
            }
            lookAtThoseThatMissed(job);
        } else if (plan().isThere(job, row.from())) {
            missedAgain(job);
        } else if (row.from().isStanding() || row.to().isStanding() || row.to().isFinal()) {
            lookAtThoseThatWait(job);
        }
        if (plan().judges(job) >= 0) {
            lookAt(touched(plan().judges(job)));
        }
    }

    private void lookAt(DraftJob job) {
        if (job.queue()) {
            unsettled.add(job);
        }
    }

    /** Those of which it is not known yet which bump breaks them. */
    void lookAtThoseThatAreBisected() {
        for (int job = 0; job < plan().size(); job++) {
            if (stateOf(job) == JobState.BISECTING) {
                lookAt(touched(job));
            }
        }
    }

    private void lookAtThoseThatMissed(int job) {
        Edges dependents = plan().dependents();
        for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
            DraftJob dependent = touched(dependents.target(edge));
            dependent.oneLessMissing();
            if (dependent.missing() == 0 || stateOf(dependent.number()) == JobState.BLOCKED) {
                lookAt(dependent);
            }
        }
    }

    /** What was lost is there again: whoever was asked before may yet say that he did not find it. */
    private void tellThoseThatMayHaveMissed(int job) {
        Edges dependents = plan().dependents();
        for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
            JobStatus dependent = status(dependents.target(edge));
            if (dependent.isConcernedByLoss()) {
                set(dependents.target(edge), dependent.restored(job));
            }
        }
    }

    private void missedAgain(int job) {
        Edges dependents = plan().dependents();
        for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
            touched(dependents.target(edge)).oneMoreMissing();
        }
    }

    private void lookAtThoseThatWait(int job) {
        Edges dependents = plan().dependents();
        for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
            JobState waiting = stateOf(dependents.target(edge));
            if (waiting == JobState.PENDING || waiting == JobState.BLOCKED) {
                lookAt(touched(dependents.target(edge)));
            }
        }
    }

    /** All that the bumps reach is needed. */
    void wantAll() {
        for (int job = 0; job < plan().size(); job++) {
            if (plan().isWaveJob(job)) {
                want(job);
            }
        }
    }

    /** A job is needed; one that the set refuses is not asked for. */
    void want(int job) {
        String refusal = plan().refusal(job);
        if (refusal.isEmpty()) {
            move(job, Trigger.WANTED);
        } else if (move(job, Trigger.REFUSED)) {
            set(job, status(job).waiting(refusal));
        }
    }

    /** Follows every consequence. Ends, because each move is along the table and jobs are looked at root first. */
    void settle() {
        Consequences consequences = new Consequences(this);
        do {
            for (DraftJob job = unsettled.poll(); job != null; job = unsettled.poll()) {
                job.taken();
                consequences.follow(job.number());
            }
        } while (beginProbes());
    }

    /**
     * A build of it is asked for at the end of the decision, unless the wave is to ask for nothing; or, if what it is built from was lost
     * meanwhile, once that is there again.
     */
    void ask(int job) {
        if (missing(job) == 0 || !move(job, Trigger.INPUT_LOST)) {
            touched(job).ask();
        }
    }

    /** What is still asked for is not wanted any more. */
    void withdraw(int job) {
        if (status(job).isAsked()) {
            withdrawn.add(demandOf(job));
        }
    }

    /**
     * A try came to its end. Who asked meanwhile what became of it may have had it begun anew: unless the job is asked for again, which
     * takes that one's place, nobody wants it any more.
     */
    void end(Demand demand) {
        ended.add(demand);
    }

    /** The same of a job that is still asked for. */
    void end(int job) {
        end(demandOf(job));
    }

    private Demand demandOf(int job) {
        Asking asking = new Asking(this);
        return asking.demand(job, status(job), asking.purpose(job, status(job)));
    }

    private void withdrawWhatEnded(List<Demand> demands) {
        for (Demand demand : ended) {
            boolean toldAlready =
                    Stream.concat(demands.stream(), withdrawn.stream()).anyMatch(other -> other.job() == demand.job());
            if (!toldAlready) {
                withdrawn.add(demand);
            }
        }
    }

    /**
     * A halt that let all go on that is released would hardly be one, and without a workspace nobody can begin. It is asked for again when
     * the wave goes on.
     */
    private void withdrawWhatNobodyBegan() {
        for (int job = 0; job < plan().size(); job++) {
            boolean waits = view.stateOf(job) == JobState.READY && stateOf(job) == JobState.READY;
            if (waits && view.status(job).isAsked()) {
                withdraw(job);
                set(job, status(job).toBeAsked());
            }
        }
    }

    /** Baselines that were to judge what somebody has answered meanwhile. */
    private void withdrawTheRest() {
        for (int job = 0; job < plan().size(); job++) {
            if (view.status(job).isAsked()) {
                withdraw(job);
            }
        }
    }

    /** The same of the preparation. */
    void withdrawPreparation() {
        if (preparation.isAsked()) {
            withdrawn.add(preparation.demand(plan()));
        }
    }

    /** What is to be asked for now that the wave goes on. */
    void askForWhatIsOwed() {
        for (int job = 0; job < plan().size(); job++) {
            if (view.isOwed(job)) {
                ask(job);
            }
        }
    }

    /**
     * What was told of what is being built may be among what could not be decided. Whoever dispatches tells again how it stands, or has it
     * built again where nothing is known of it; which nobody can while what it is built from, or in, is lost: it is asked for anew once
     * that is there.
     */
    void askWhatBecameOfWhatIsUnderWay() {
        if (preparation.isAsked()) {
            askedAgain.add(preparation.demand(plan(), Purpose.INFRA_RETRY));
        }
        Asking asking = new Asking(this);
        for (int job = 0; job < plan().size(); job++) {
            JobState before = view.stateOf(job);
            if (!(before.isUnderWay() || before == JobState.STUCK)
                    || !status(job).isAsked()) {
                continue;
            }
            if (!preparation.isThere() || missing(job) > 0) {
                new LostInputs(this).awaitBeginning(job);
            } else {
                askedAgain.add(asking.demand(job, status(job), Purpose.INFRA_RETRY));
            }
        }
    }

    /**
     * Moves the wave by a row of its table; false, and nothing changes, when there is none.
     *
     * @param why what people are told; null when that is nothing
     */
    boolean moveWave(WaveLifecycle.Trigger trigger, @Nullable String why) {
        WaveLifecycle.Row row = WaveLifecycle.row(state, trigger);
        if (row == null) {
            return false;
        }
        waveWalked.add(row);
        state = row.to();
        reason = why;
        if (trigger == WaveLifecycle.Trigger.WORKSPACE_LOST) {
            withdrawWhatNobodyBegan();
        } else if (state == WaveState.HALTED) {
            if (row.from() != WaveState.HALTED) { // Who knows that it waits for somebody need not hear it again.
                effects.add(new Effect.Halted(Objects.requireNonNull(why, "a wave halts for a reason")));
            }
            withdrawWhatNobodyBegan();
        } else if (state == WaveState.GREEN) {
            withdrawTheRest();
        }
        return true;
    }

    private void settleWave() {
        if (preparation.isThere() && (state == WaveState.OPEN || state == WaveState.RED)) {
            if (active > 0) {
                moveWave(WaveLifecycle.Trigger.UNDER_WAY, null);
            } else {
                moveWave(standing > 0 ? WaveLifecycle.Trigger.LEFT_STANDING : WaveLifecycle.Trigger.ALL_SETTLED, null);
            }
        }
        tally.haltedBy(plan().terms())
                .ifPresent(halt -> moveWave(
                        halt.trigger(),
                        "%s: look at its jobs, then `tidemark wave resume %s --by NAME --reason TEXT` goes on without asking again"
                                .formatted(halt.reason(), plan().wave())));
    }

    /** Ends the draft: to be called once. */
    WaveDecision decision() {
        settleWave();
        List<WaveView.Change.JobChanged> changed = new ArrayList<>();
        List<Demand> demands = new ArrayList<>();
        if (state == WaveState.PREPARING && preparation.isOwed()) {
            preparation = preparation.asked();
            demands.add(preparation.demand(plan()));
        }
        for (DraftJob job : jobs.inOrder()) {
            if (job.isAsked() && stateOf(job.number()).isUnderWay()) {
                asked(job, demands);
            }
            JobStatus status = job.status();
            if (status != null && !status.equals(view.status(job.number()))) {
                changed.add(new WaveView.Change.JobChanged(job.number(), status));
            }
        }
        List<WaveView.Change> changes = new ArrayList<>(first);
        if (plan().size() > jobsBefore) {
            changes.add(new WaveView.Change.ProbesAdded(plan(), jobsBefore));
        }
        changes.addAll(AdvanceWave.inReadingOrder(changed));
        addWave(changes);
        withdrawWhatEnded(demands);
        withdrawn.sort(Comparator.comparingInt(Demand::job));
        return new WaveDecision(
                List.copyOf(changes),
                List.copyOf(withdrawn),
                List.copyOf(demands),
                List.copyOf(askedAgain),
                List.copyOf(effects),
                new WaveDecision.Path(walked, waveWalked));
    }

    private void asked(DraftJob job, List<Demand> demands) {
        JobStatus status = status(job.number());
        if (state != WaveState.OPEN && state != WaveState.RED) {
            job.put(status.toBeAsked()); // Of a wave that is over: a baseline that nobody waits for any more.
            return;
        }
        JobStatus tried = status.tried();
        job.put(tried);
        Asking asking = new Asking(this);
        demands.add(asking.demand(job.number(), tried, asking.purpose(job.number(), status)));
    }

    private void addWave(List<WaveView.Change> changes) {
        WaveView.Change.WaveChanged wave = new WaveView.Change.WaveChanged(state, reason, tally, preparation);
        if (!wave.equals(
                new WaveView.Change.WaveChanged(view.state(), view.reason(), view.tally(), view.preparation()))) {
            changes.add(wave);
        }
        boolean over = state == WaveState.RED || state == WaveState.GREEN || state == WaveState.ABANDONED;
        if (over && !waveWalked.isEmpty()) {
            effects.add(new Effect.Ended(state, tally));
        }
    }
}
