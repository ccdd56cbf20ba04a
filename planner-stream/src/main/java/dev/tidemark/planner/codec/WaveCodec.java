package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveTag;
import dev.tidemark.planner.wave.WaveTally;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.AttemptLog;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobWaiting;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.schemas.event.TagException;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.BumpedJob;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waves and their jobs as they are kept, shown and wanted. */
public final class WaveCodec {

    private static final int JOBS_A_ROW = 256;
    private static final int LETTERS_A_ROW = 200_000;
    private static final int LETTERS_A_NEED = 4;

    private WaveCodec() {}

    /**
     * Where a row ends that begins with a job. Frozen jobs share rows, since they are written once and read together, and a row costs
     * more than what is in it; but what people write of packages has no bound, and a record has.
     */
    public static int endOfRow(WavePlan plan, int begin) {
        int letters = 0;
        int end = begin;
        while (end < plan.size() && end - begin < JOBS_A_ROW && letters < LETTERS_A_ROW) {
            letters += letters(plan, end) + LETTERS_A_NEED * plan.dependencyCount(end);
            end++;
        }
        return end;
    }

    private static int letters(WavePlan plan, int job) {
        return plan.refusal(job).length() + letters(plan.maintainers(job)) + letters(plan.features(job));
    }

    private static int letters(List<String> words) {
        int letters = 0;
        for (String word : words) {
            letters += word.length();
        }
        return letters;
    }

    /**
     * Frozen jobs as they are kept together: those from a number on, and before another. The last ones that differ from their BASELINE
     * jobs in little are kept as that.
     */
    public static WaveJob frozen(WavePlan plan, int begin, int end) {
        int bumped = end;
        while (bumped > begin + 1 && plan.isBumped(bumped - 1)) {
            bumped--;
        }
        List<WaveJob> following = new ArrayList<>(bumped - begin - 1);
        for (int index = begin + 1; index < bumped; index++) {
            following.add(frozen(plan, index, List.of(), List.of()));
        }
        List<BumpedJob> last = new ArrayList<>(end - bumped);
        for (int index = bumped; index < end; index++) {
            last.add(new BumpedJob(
                    plan.baselineOf(index), plan.version(index), needs(plan, index), plan.isSentinel(index)));
        }
        return frozen(plan, begin, following, last);
    }

    private static WaveJob frozen(WavePlan plan, int index, List<WaveJob> following, List<BumpedJob> bumped) {
        FrozenJob job = plan.job(index);
        return WaveJob.newBuilder()
                .setJob(IdentityCodec.jobRef(job.id()))
                .setVersion(job.version())
                .setTrust(IdentityCodec.trust(job.trust()))
                .setRecipeDigest(job.recipeDigest().hex())
                .setFeatures(job.features())
                .setDependencies(needs(plan, index))
                .setBaseline(plan.baselineOf(index))
                .setMaintainers(job.maintainers())
                .setExpectedSeconds(job.expectedSeconds())
                .setFailureChance(job.failureChance())
                .setFlakes(job.flakeScore().flakes())
                .setSteady(job.flakeScore().steady())
                .setSentinel(job.sentinel())
                .setRefusal(job.refusal())
                .setFollowing(following)
                .setBumped(bumped)
                .build();
    }

    private static List<Integer> needs(WavePlan plan, int index) {
        int[] numbers = plan.dependenciesOf(index);
        List<Integer> needs = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            needs.add(number);
        }
        return needs;
    }

    /** The plan of a wave as it was kept, to which the rows of its jobs are still to be {@linkplain #add added}, in order. */
    public static WavePlan.Builder plan(WaveId wave, WaveEntry entry) {
        OpenWave opened = entry.getOpened();
        return new WavePlan.Builder(new WavePlan.Header(
                wave,
                opened.getSet(),
                WaveCommandCodec.bumps(opened),
                entry.getSequence(),
                PreparationCodec.workspace(entry),
                PreparationCodec.origin(entry),
                WaveCommandCodec.terms(opened)));
    }

    /** The jobs of a row. */
    public static void add(WaveJob row, WavePlan.Builder plan) {
        addOne(row, plan);
        row.getFollowing().forEach(following -> addOne(following, plan));
        row.getBumped()
                .forEach(job -> plan.addBumped(
                        job.getBaseline(), job.getVersion(), job.getSentinel(), numbers(job.getDependencies())));
    }

    private static void addOne(WaveJob job, WavePlan.Builder plan) {
        plan.add(
                new FrozenJob(
                        IdentityCodec.jobId(job.getJob()),
                        job.getVersion(),
                        IdentityCodec.trust(job.getTrust()),
                        new Sha256(job.getRecipeDigest()),
                        job.getFeatures(),
                        job.getMaintainers(),
                        job.getExpectedSeconds(),
                        job.getFailureChance(),
                        score(job),
                        job.getSentinel(),
                        job.getRefusal()),
                numbers(job.getDependencies()),
                job.getBaseline());
    }

    private static int[] numbers(List<Integer> kept) {
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static FlakeScore score(WaveJob job) {
        boolean earlier = job.getFlakes() == 0 && job.getSteady() == 0;
        return earlier ? FlakeScore.UNKNOWN : new FlakeScore(job.getFlakes(), job.getSteady());
    }

    /** Where a job is, as it is kept. */
    public static JobEntry entry(JobStatus status) {
        return JobEntry.newBuilder()
                .setState(status.state().name())
                .setTries(status.tries())
                .setGeneration(status.generation())
                .setOwed(status.owed())
                .setExhausted(status.exhausted())
                .setWaitsFor(status.waitsFor())
                .setOutputHash(hex(status.outputHash()))
                .setFailure(last(status))
                .setEarlier(earlier(status))
                .setAvoid(status.avoid())
                .setRoots(status.roots())
                .setBlamed(status.blamed())
                .setLosses(status.losses())
                .setRestored(status.restored())
                .setOtherLogs(otherLogs(status))
                .build();
    }

    /** Where a job was, as it was kept. */
    public static JobStatus status(JobEntry entry) {
        return new JobStatus(
                JobState.valueOf(entry.getState()),
                entry.getTries(),
                entry.getGeneration(),
                entry.getOwed(),
                entry.getExhausted(),
                entry.getWaitsFor().orElse(null),
                entry.getOutputHash().map(Sha256::new).orElse(null),
                Stream.concat(entry.getEarlier().stream(), entry.getFailure().stream())
                        .map(EventCodec::failure)
                        .toList(),
                entry.getAvoid(),
                entry.getRoots(),
                entry.getBlamed(),
                entry.getLosses(),
                entry.getRestored(),
                entry.getOtherLogs().stream().map(EventCodec::log).toList());
    }

    /** A job as everybody sees it. */
    public static Job job(WaveView wave, int index) {
        WavePlan plan = wave.plan();
        JobStatus status = wave.status(index);
        Pool pool = plan.pool(index);
        boolean regressed = status.state() == JobState.REGRESSED && !plan.isProbe(index);
        Blame blame = regressed ? Blame.of(wave, index) : new Blame(List.of(), List.of(), List.of());
        Job.Builder event = Job.newBuilder()
                .setWave(plan.wave().value())
                .setSet(plan.set())
                .setJob(IdentityCodec.jobRef(plan.id(index)))
                .setVersion(plan.version(index))
                .setTrust(IdentityCodec.trust(pool.trust()))
                .setState(state(status.state()))
                .setTries(status.tries())
                .setWaitsFor(reason(wave, index))
                .setOutputHash(status.isLost() ? null : hex(status.outputHash()))
                .setFailure(last(status))
                .setOtherLogs(otherLogs(status))
                .setFlaky(status.state() == JobState.SUCCEEDED && status.failure() != null)
                .setRoots(status.roots().stream()
                        .map(root -> IdentityCodec.jobRef(plan.job(root).id()))
                        .toList())
                .setBlamed(EventCodec.bumpRefs(blame.bumps()))
                .setPath(blame.path())
                .setBaselineOutputHash(regressed ? proof(wave, plan.baselineOf(index)) : null)
                .setMaintainers(plan.maintainers(index))
                .setBumpMaintainers(blame.maintainers());
        EvidenceCodec.add(event, wave, index);
        return event.build();
    }

    private static @Nullable Failure last(JobStatus status) {
        return status.failure() == null ? null : EventCodec.failure(status.failure());
    }

    private static List<Failure> earlier(JobStatus status) {
        List<BuildFailure> all = status.failures();
        return all.subList(0, Math.max(0, all.size() - 1)).stream()
                .map(EventCodec::failure)
                .toList();
    }

    private static List<AttemptLog> otherLogs(JobStatus status) {
        return status.otherLogs().stream().map(EventCodec::log).toList();
    }

    private static @Nullable String proof(WaveView wave, int baseline) {
        return baseline < 0 ? "" : hex(wave.status(baseline).outputHash());
    }

    private static @Nullable String reason(WaveView wave, int index) {
        String reason = wave.reasonOf(index);
        return reason.isEmpty() || wave.status(index).state() == JobState.PREEXISTING ? null : reason;
    }

    /** A wave as it is kept. */
    public static WaveEntry entry(WaveEntry before, WaveView wave) {
        WaveTally tally = wave.tally();
        return WaveEntry.newBuilder(before)
                .setState(state(wave.state()))
                .setReason(wave.reason())
                .setEnded(tally.ended())
                .setFailed(tally.failed())
                .setCpuMillis(tally.cpu().toMillis())
                .setGpuMillis(tally.gpu().toMillis())
                .setOverruled(tally.overruled())
                .setPreparation(PreparationCodec.entry(wave))
                .build();
    }

    /** A wave as it was kept, without its jobs' states. */
    public static WaveView restored(WavePlan plan, WaveEntry entry) {
        WaveTally tally = new WaveTally(
                entry.getEnded(),
                entry.getFailed(),
                Duration.ofMillis(entry.getCpuMillis()),
                Duration.ofMillis(entry.getGpuMillis()),
                entry.getOverruled());
        return WaveView.restored(
                plan,
                new WaveView.Change.WaveChanged(
                        state(entry.getState()),
                        entry.getReason().orElse(null),
                        tally,
                        PreparationCodec.preparation(entry.getPreparation().orElse(null))));
    }

    /** A wave is over. */
    public static WaveEnd ended(WavePlan plan, Effect.Ended ended) {
        return new WaveEnd(
                plan.set(),
                plan.wave().value(),
                state(ended.state()),
                ended.tally().cpuHours(),
                ended.tally().gpuHours());
    }

    /** What operators are told of a wave that waits for somebody's decision. */
    public static OperatorEvent halted(String wave, String reason, Instant at) {
        return new OperatorEvent(
                OperatorEventKind.WAVE_HALTED,
                wave,
                reason,
                ("`tidemark wave show %s`, then `tidemark wave resume %s --by NAME --reason TEXT`"
                                + " or `tidemark wave abandon %s --by NAME --reason TEXT`")
                        .formatted(wave, wave, wave),
                at);
    }

    /** What a green wave came to, as everybody sees it. */
    public static Tag tag(WaveView wave) {
        WavePlan plan = wave.plan();
        WaveTag tag = WaveTag.of(wave);
        return Tag.newBuilder()
                .setTag(plan.wave().value())
                .setSet(plan.set())
                .setWave(plan.wave().value())
                .setSequence(plan.sequence())
                .setBumps(EventCodec.bumpRefs(plan.bumps()))
                .setCounts(counts(tag.counts()))
                .setExceptions(tag.exceptions().stream()
                        .map(each ->
                                new TagException(IdentityCodec.jobRef(each.job()), state(each.state()), each.reason()))
                        .toList())
                .setExceptionsInAll(tag.exceptionsInAll())
                .setDigest(tag.digest().hex())
                .setWorkspace(EventCodec.workspace(plan.workspace()))
                .build();
    }

    static dev.tidemark.schemas.event.JobState state(JobState state) {
        return dev.tidemark.schemas.event.JobState.valueOf(state.name());
    }

    private static List<StateCount> counts(Map<JobState, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> new StateCount(count.getKey().name(), count.getValue()))
                .toList();
    }

    /** A wave as everybody sees it. */
    public static Wave wave(WaveView wave) {
        WavePlan plan = wave.plan();
        return Wave.newBuilder()
                .setWave(plan.wave().value())
                .setSet(plan.set())
                .setBumps(EventCodec.bumpRefs(plan.bumps()))
                .setState(state(wave.state()))
                .setCounts(counts(told(wave)))
                .setJobs(plan.waveJobs())
                .setLevels(plan.levels())
                .setSequence(plan.sequence())
                .setReason(wave.reason())
                .setWorkspace(EventCodec.workspace(plan.workspace()))
                .build();
    }

    /** Jobs that are only estimated wait to be frozen, and end with their wave. */
    private static Map<JobState, Integer> told(WaveView wave) {
        EnumMap<JobState, Integer> told = new EnumMap<>(JobState.class);
        JobState estimated = wave.state() == WaveState.ABANDONED ? JobState.CANCELLED : JobState.PENDING;
        wave.counts()
                .forEach(
                        (state, jobs) -> told.merge(state == JobState.DORMANT ? estimated : state, jobs, Integer::sum));
        return told;
    }

    /** A wave that was given up before there was a plan of it. */
    public static WaveEnd givenUp(String wave, OpenWave opened) {
        return new WaveEnd(opened.getSet(), wave, dev.tidemark.schemas.event.WaveState.ABANDONED, 0.0, 0.0);
    }

    /** What operators are told of a wave whose graph revision the planner does not get. */
    public static OperatorEvent awaitsGraph(String wave, OpenWave opened, Instant at) {
        return new OperatorEvent(
                OperatorEventKind.WAVE_HALTED,
                wave,
                "it waits for revision %d of the graph of %s, which this planner has not"
                        .formatted(opened.getMinimumSequence(), opened.getSet()),
                ("look for a refused revision (`tidemark dead-letter list`) and import the set again (`tidemark graph import"
                                + " PATH`), or give the wave up: `tidemark wave abandon %s --by NAME --reason TEXT`")
                        .formatted(wave),
                at);
    }

    /** A wave of which there is no plan, as everybody sees it. */
    public static Wave unplanned(
            String wave, OpenWave open, dev.tidemark.schemas.event.WaveState state, String reason) {
        return Wave.newBuilder()
                .setWave(wave)
                .setSet(open.getSet())
                .setBumps(open.getBumps())
                .setState(state)
                .setCounts(List.of())
                .setJobs(0)
                .setLevels(0)
                .setSequence(0)
                .setReason(reason)
                .build();
    }

    /** A wave's state as it is kept. */
    public static dev.tidemark.schemas.event.WaveState state(WaveState state) {
        return dev.tidemark.schemas.event.WaveState.valueOf(state.name());
    }

    /** A wave's state as it was kept. */
    public static WaveState state(dev.tidemark.schemas.event.WaveState state) {
        return switch (state) {
            case PREPARING -> WaveState.PREPARING;
            case OPEN -> WaveState.OPEN;
            case PAUSED -> WaveState.PAUSED;
            case HALTED -> WaveState.HALTED;
            case RED -> WaveState.RED;
            case GREEN -> WaveState.GREEN;
            case ABANDONED -> WaveState.ABANDONED;
            case UNKNOWN -> throw new NewerEventException("a state of a wave");
        };
    }

    /** A build that a wave wants, and its pool. */
    public static JobDemand demand(WavePlan plan, WaveDecision.Demand demand) {
        return demand(plan, demand, false);
    }

    /** A build that a wave does not want any more, and its pool. */
    public static JobDemand withdrawal(WavePlan plan, WaveDecision.Demand demand) {
        return demand(plan, demand, true);
    }

    private static JobDemand demand(WavePlan plan, WaveDecision.Demand demand, boolean withdrawn) {
        boolean urgent = plan.bumps().stream().anyMatch(bump -> bump.urgency() == Urgency.SECURITY);
        return JobDemand.newBuilder()
                .setPool(demand.spec().pool().toString())
                .setWave(plan.wave().value())
                .setJob(IdentityCodec.jobRef(plan.id(demand.job())))
                .setTries(demand.tries())
                .setSpec(EventCodec.spec(demand.spec()))
                .setPurpose(EventCodec.purpose(demand.purpose()))
                .setKind(EventCodec.kind(urgent ? Urgency.SECURITY : Urgency.ROUTINE))
                .setRank(plan.rank(demand.job()))
                .setAvoid(demand.avoid())
                .setExpectedSeconds(plan.expectedSeconds(demand.job()))
                .setRemainingSeconds(plan.remainingSeconds(demand.job()))
                .setBreakagesASecond(plan.breakagesASecond(demand.job()))
                .setWithdrawn(withdrawn)
                .setFailures(demand.failures())
                .setDoubted(demand.doubted())
                .build();
    }

    /** What became of a build; empty when the wave has no such job. */
    public static Optional<WaveEvent> reported(WavePlan plan, JobEvent event) {
        Report report = Alternatives.exactlyOne(
                "a kind of job event",
                event.getStarted().map(started -> new Report.Started(started.getAgent())),
                event.getSucceeded()
                        .map(succeeded -> new Report.Built(
                                new Sha256(succeeded.getOutputHash()),
                                Duration.ofMillis(succeeded.getDurationMillis()))),
                event.getFailed()
                        .map(failed -> new Report.Failed(
                                EventCodec.failure(failed.getFailure()),
                                Duration.ofMillis(failed.getDurationMillis()),
                                failed.getLostWorkspace().map(Sha256::new).orElse(null))),
                event.getWaiting().map(WaveCodec::waiting),
                event.getStuck().map(stuck -> new Report.Stuck(stuck.getReason(), stuck.getNobodyFits())),
                event.getEvaluated()
                        .map(part -> new Report.Evaluated(
                                part.getAttempt(), part.getChunk(), EventCodec.rows(part.getRows()))),
                event.getPrepared()
                        .map(prepared -> new Report.Prepared(
                                prepared.getAttempt(),
                                new Sha256(prepared.getWorkspace()),
                                prepared.getRows(),
                                prepared.getAgent(),
                                Duration.ofMillis(prepared.getDurationMillis()))));
        JobId id = IdentityCodec.jobId(event.getJob());
        int job = plan.numberOf(id);
        return job == -1 ? Optional.empty() : Optional.of(new WaveEvent.JobReported(job, event.getTries(), report));
    }

    /** An earlier release did not say how an attempt failed, so that its log is not remembered. */
    private static Report waiting(JobWaiting waiting) {
        return waiting.getFailedKind()
                .flatMap(kind -> waiting.getLogHash()
                        .map(hash -> new dev.tidemark.planner.build.AttemptLog(
                                EventCodec.kind(kind), waiting.getFailedOn(), new Sha256(hash))))
                .<Report>map(log -> new Report.FailedByFarm(waiting.getReason(), log))
                .orElseGet(() -> new Report.Waiting(waiting.getReason()));
    }

    private static @Nullable String hex(@Nullable Sha256 hash) {
        return hash == null ? null : hash.hex();
    }
}
