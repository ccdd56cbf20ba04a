package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waves and their jobs as they are kept, shown and wanted. */
public final class WaveCodec {

    private WaveCodec() {}

    /** What a command asks for. */
    public static OpenWave asked(WaveCommand command) {
        return Alternatives.exactlyOne("a kind of wave command", command.getOpen());
    }

    /** The bumps of a command, ordered by attribute. */
    public static List<Bump> bumps(OpenWave open) {
        return open.getBumps().stream()
                .map(EventCodec::bump)
                .sorted(Comparator.comparing(Bump::attribute))
                .toList();
    }

    /** A frozen job as it is kept. */
    public static WaveJob frozen(WavePlan plan, int index) {
        FrozenJob job = plan.job(index);
        return WaveJob.newBuilder()
                .setJob(IdentityCodec.jobRef(job.id()))
                .setVersion(job.version())
                .setTrust(IdentityCodec.trust(job.trust()))
                .setRecipeDigest(job.recipeDigest().hex())
                .setFeatures(job.features())
                .setDependencies(
                        Arrays.stream(plan.dependenciesOf(index)).boxed().toList())
                .setBaseline(plan.baselineOf(index))
                .setMaintainers(job.maintainers())
                .build();
    }

    /** The plan of a wave as it was kept: its jobs in order. */
    public static WavePlan plan(WaveId wave, OpenWave opened, long sequence, List<WaveJob> jobs) {
        return new WavePlan(
                wave,
                opened.getSet(),
                bumps(opened),
                sequence,
                jobs.stream()
                        .map(job -> new FrozenJob(
                                IdentityCodec.jobId(job.getJob()),
                                job.getVersion(),
                                IdentityCodec.trust(job.getTrust()),
                                new Sha256(job.getRecipeDigest()),
                                job.getFeatures(),
                                job.getMaintainers()))
                        .toList(),
                jobs.stream()
                        .map(job -> job.getDependencies().stream()
                                .mapToInt(Integer::intValue)
                                .toArray())
                        .toList(),
                jobs.stream().mapToInt(WaveJob::getBaseline).toArray());
    }

    /** Where a job is, as it is kept. */
    public static JobEntry entry(JobStatus status) {
        return JobEntry.newBuilder()
                .setState(status.state().name())
                .setTries(status.tries())
                .setWaitsFor(status.waitsFor())
                .setOutputHash(hex(status.outputHash()))
                .setFailure(status.failure() == null ? null : EventCodec.failure(status.failure()))
                .setAvoid(status.avoid())
                .setRoots(status.roots())
                .build();
    }

    /** Where a job was, as it was kept. */
    public static JobStatus status(JobEntry entry) {
        return new JobStatus(
                JobState.valueOf(entry.getState()),
                entry.getTries(),
                entry.getWaitsFor().orElse(null),
                entry.getOutputHash().map(Sha256::new).orElse(null),
                entry.getFailure().map(EventCodec::failure).orElse(null),
                entry.getAvoid(),
                entry.getRoots());
    }

    /** A job as everybody sees it. */
    public static Job job(WaveView wave, int index) {
        WavePlan plan = wave.plan();
        FrozenJob job = plan.job(index);
        JobStatus status = wave.status(index);
        boolean regressed = status.state() == JobState.REGRESSED;
        Blame blame = regressed ? Blame.of(plan, index) : new Blame(List.of(), List.of(), List.of());
        return Job.newBuilder()
                .setWave(plan.wave().value())
                .setSet(plan.set())
                .setJob(IdentityCodec.jobRef(job.id()))
                .setVersion(job.version())
                .setTrust(IdentityCodec.trust(job.trust()))
                .setState(dev.tidemark.schemas.event.JobState.valueOf(
                        status.state().name()))
                .setTries(status.tries())
                .setWaitsFor(waitsFor(wave, index))
                .setOutputHash(hex(status.outputHash()))
                .setFailure(status.failure() == null ? null : EventCodec.failure(status.failure()))
                .setFlaky(status.state() == JobState.SUCCEEDED && status.failure() != null)
                .setRoots(status.roots().stream()
                        .map(root -> IdentityCodec.jobRef(plan.job(root).id()))
                        .toList())
                .setBlamed(EventCodec.bumpRefs(blame.bumps()))
                .setPath(blame.path())
                .setBaselineOutputHash(
                        regressed ? hex(wave.status(plan.baselineOf(index)).outputHash()) : null)
                .setMaintainers(job.maintainers())
                .setBumpMaintainers(blame.maintainers())
                .build();
    }

    /** A job that could not be judged says what its baseline waits for. */
    private static @Nullable String waitsFor(WaveView wave, int index) {
        JobStatus status = wave.status(index);
        if (status.waitsFor() == null && status.state() == JobState.STUCK) {
            JobStatus without = wave.status(wave.plan().baselineOf(index));
            return "it fails, and whether it fails without the bump cannot be found out: its baseline is "
                    + without.state()
                    + (without.waitsFor() == null ? "" : " (" + without.waitsFor() + ")");
        }
        return status.waitsFor();
    }

    /** A wave as everybody sees it. */
    public static Wave wave(WaveView wave) {
        WavePlan plan = wave.plan();
        return Wave.newBuilder()
                .setWave(plan.wave().value())
                .setSet(plan.set())
                .setBumps(EventCodec.bumpRefs(plan.bumps()))
                .setState(state(wave.state()))
                .setCounts(wave.counts().entrySet().stream()
                        .map(count -> new StateCount(count.getKey().name(), count.getValue()))
                        .toList())
                .setJobs(plan.waveJobs())
                .setLevels(plan.levels())
                .setSequence(plan.sequence())
                .setReason(wave.reason())
                .build();
    }

    /** A wave that could not be planned, as everybody sees it. */
    public static Wave unplanned(String wave, OpenWave open, String reason) {
        return Wave.newBuilder()
                .setWave(wave)
                .setSet(open.getSet())
                .setBumps(open.getBumps())
                .setState(dev.tidemark.schemas.event.WaveState.HALTED)
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
        boolean urgent = plan.bumps().stream().anyMatch(bump -> bump.urgency() == Urgency.SECURITY);
        return JobDemand.newBuilder()
                .setPool(demand.spec().pool().toString())
                .setWave(plan.wave().value())
                .setJob(IdentityCodec.jobRef(plan.job(demand.job()).id()))
                .setTries(demand.tries())
                .setSpec(EventCodec.spec(demand.spec()))
                .setPurpose(EventCodec.purpose(demand.purpose()))
                .setKind(EventCodec.kind(urgent ? Urgency.SECURITY : Urgency.ROUTINE))
                .setRank(plan.rank(demand.job()))
                .setAvoid(demand.avoid())
                .build();
    }

    /** What became of a build; empty when the wave has no such job. */
    public static Optional<WaveEvent> reported(WavePlan plan, JobEvent event) {
        Report report = Alternatives.exactlyOne(
                "a kind of job event",
                event.getStarted().map(started -> new Report.Started(started.getAgent())),
                event.getSucceeded().map(succeeded -> new Report.Built(new Sha256(succeeded.getOutputHash()))),
                event.getFailed().map(failed -> new Report.Failed(EventCodec.failure(failed.getFailure()))),
                event.getWaiting().map(waiting -> new Report.Waiting(waiting.getReason())),
                event.getStuck().map(stuck -> new Report.Stuck(stuck.getReason())));
        JobId id = IdentityCodec.jobId(event.getJob());
        int job = plan.numberOf(id);
        return job < 0 ? Optional.empty() : Optional.of(new WaveEvent.JobReported(job, event.getTries(), report));
    }

    private static @Nullable String hex(@Nullable Sha256 hash) {
        return hash == null ? null : hash.hex();
    }
}
