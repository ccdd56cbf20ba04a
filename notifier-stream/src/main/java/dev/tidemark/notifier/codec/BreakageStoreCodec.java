package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Answer;
import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Breakage.Course;
import dev.tidemark.notifier.breakage.Breakage.Extent;
import dev.tidemark.notifier.breakage.Breakage.Times;
import dev.tidemark.notifier.breakage.Breakage.Told;
import dev.tidemark.notifier.breakage.Cause;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.BreakageAnswer;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.BlockedEntry;
import dev.tidemark.schemas.store.BreakageEntry;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What is kept of a set's breakages. What is written is read back as it was. */
public final class BreakageStoreCodec {

    private static final int INPUTS_NAMED = 10;

    private BreakageStoreCodec() {}

    /** A breakage as it is kept. */
    public static BreakageEntry entry(Breakage breakage) {
        Optional<Told> told = breakage.told();
        Course course = breakage.course();
        return BreakageEntry.newBuilder()
                .setBreakage(breakage.id())
                .setPackages(breakage.cause().packages())
                .setFingerprint(breakage.cause().fingerprint())
                .setTold(told.map(BreakageStoreCodec::told).orElse(null))
                .setLookAt(breakage.lookAt().orElse(null))
                .setWaves(course.waves().stream().map(WaveId::value).toList())
                .setJobs(course.jobs().stream().map(IdentityCodec::jobRef).toList())
                .setEnding(course.ending().orElse(null))
                .setAnswer(course.answer().map(BreakageStoreCodec::answer).orElse(null))
                .setTraceparent(course.traceparent().orElse(null))
                .build();
    }

    private static dev.tidemark.schemas.store.ToldBreakage told(Told told) {
        return new dev.tidemark.schemas.store.ToldBreakage(
                BreakageState.valueOf(told.state().name()),
                told.change(),
                told.times().raisedAt(),
                told.times().changedAt(),
                told.times().publishedAt(),
                told.times().dueAt(),
                told.extent().wave().value(),
                told.extent().regressed(),
                told.extent().blocked());
    }

    /** A breakage as it was kept. */
    public static Breakage breakage(BreakageEntry entry) {
        return new Breakage(
                entry.getBreakage(),
                new Cause(entry.getPackages(), entry.getFingerprint()),
                entry.getTold().map(BreakageStoreCodec::told),
                new Course(
                        entry.getWaves().stream().map(WaveId::new).toList(),
                        new TreeSet<>(JudgementCodec.ids(entry.getJobs())),
                        entry.getEnding(),
                        entry.getAnswer().map(BreakageStoreCodec::answer),
                        entry.getTraceparent()),
                entry.getLookAt());
    }

    private static Told told(dev.tidemark.schemas.store.ToldBreakage told) {
        return new Told(
                Breakage.State.valueOf(told.getState().name()),
                told.getChange(),
                new Times(told.getRaisedAt(), told.getChangedAt(), told.getPublishedAt(), told.getDueAt()),
                new Extent(new WaveId(told.getWave()), told.getRegressed(), told.getBlocked()));
    }

    /** An answer as everybody sees it, and as it is kept. */
    public static BreakageAnswer answer(Answer answer) {
        Resolution resolution = switch (answer.kind()) {
            case WONT_FIX -> Resolution.WONT_FIX;
            case CANT_FIX -> Resolution.CANT_FIX;
        };
        return new BreakageAnswer(resolution, answer.actor(), answer.reason(), answer.at());
    }

    /** An answer as it was kept. */
    public static Answer answer(BreakageAnswer kept) {
        Answer.Kind kind = JudgementCodec.kind(kept.getResolution())
                .orElseThrow(() -> new IllegalArgumentException("what is kept is an answer for good"));
        return new Answer(kind, kept.getActor(), kept.getReason(), kept.getAt());
    }

    /** A job that regressed, with its proof, as it is kept. */
    public static FindingEntry entry(Finding finding, Job proof) {
        RegressedJob regressed = RegressedJob.newBuilder()
                .setJob(proof.getJob())
                .setVersion(proof.getVersion())
                .setFailure(JudgementCodec.failure(proof))
                .setTries(proof.getTries())
                .setBaselineOutputHash(proof.getBaselineOutputHash().orElse(""))
                .setPath(proof.getPath())
                .setMaintainers(proof.getMaintainers())
                .setEarlierFailures(proof.getEarlierFailures().stream()
                        .map(BreakageStoreCodec::withoutLog)
                        .toList())
                .setBaseline(
                        proof.getBaseline().map(BreakageStoreCodec::withoutLogs).orElse(null))
                .setChangedInputs(
                        proof.getChangedInputs().stream().limit(INPUTS_NAMED).toList())
                .setChangedInputsCount(proof.getChangedInputsCount())
                .build();
        return FindingEntry.newBuilder()
                .setWave(finding.wave().value())
                .setBlamed(proof.getBlamed())
                .setRegressed(regressed)
                .setBumpMaintainers(proof.getBumpMaintainers())
                .setTraceparent(finding.traceparent().orElse(null))
                .build();
    }

    private static BaselineResult withoutLogs(BaselineResult baseline) {
        return BaselineResult.newBuilder(baseline)
                .setFailures(baseline.getFailures().stream()
                        .map(BreakageStoreCodec::withoutLog)
                        .toList())
                .build();
    }

    /** It still names the whole log. */
    static Failure withoutLog(Failure failure) {
        return Failure.newBuilder(failure).setLogTail(List.of()).build();
    }

    /** The same as it was kept, without its proof. */
    public static Finding finding(FindingEntry entry) {
        RegressedJob regressed = entry.getRegressed();
        return new Finding(
                new WaveId(entry.getWave()),
                IdentityCodec.jobId(regressed.getJob()),
                regressed.getFailure().getFingerprint(),
                JudgementCodec.bumps(entry.getBlamed()),
                new Finding.People(regressed.getMaintainers(), entry.getBumpMaintainers()),
                JudgementCodec.proof(regressed.getFailure(), regressed.getTries()),
                entry.getTraceparent());
    }

    /** A blocked job as it is kept. */
    public static BlockedEntry entry(BlockedJob blocked) {
        return new BlockedEntry(
                blocked.wave().value(),
                IdentityCodec.jobRef(blocked.job()),
                blocked.roots().stream().map(IdentityCodec::jobRef).toList(),
                blocked.maintainers());
    }

    /** A blocked job as it was kept. */
    public static BlockedJob blocked(BlockedEntry entry) {
        return new BlockedJob(
                new WaveId(entry.getWave()),
                IdentityCodec.jobId(entry.getJob()),
                JudgementCodec.ids(entry.getRoots()),
                entry.getMaintainers());
    }
}
