package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Answer;
import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.JobStanding;
import dev.tidemark.notifier.breakage.Judgement;
import dev.tidemark.notifier.breakage.Judgement.Outcome;
import dev.tidemark.notifier.breakage.Judgement.WaveStage;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the planner says of jobs and waves. Every method throws {@link IllegalArgumentException} for a value that cannot be. */
public final class JudgementCodec {

    private JudgementCodec() {}

    /** What a job's state means for breakages; empty for one that is not a job of the wave itself. */
    public static Optional<JobStanding> standing(Job event) {
        if (IdentityCodec.jobId(event.getJob()).variant() != Variant.WAVE) {
            return Optional.empty();
        }
        return Optional.of(
                switch (event.getState()) {
                    case REGRESSED -> JobStanding.REGRESSED;
                    case BLOCKED -> JobStanding.BLOCKED;
                    case PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING, STUCK -> JobStanding.OPEN;
                    case SUCCEEDED, UNCHANGED, PREEXISTING, EXCLUDED, CANCELLED -> JobStanding.SETTLED;
                    case UNKNOWN -> throw new NewerEventException("a state of a job");
                });
    }

    /** An answer that holds for good; empty for one that begins a job anew. */
    public static Optional<Answer.Kind> kind(Resolution resolution) {
        return switch (resolution) {
            case RETRY -> Optional.empty();
            case WONT_FIX -> Optional.of(Answer.Kind.WONT_FIX);
            case CANT_FIX -> Optional.of(Answer.Kind.CANT_FIX);
            case UNKNOWN -> throw new NewerEventException("an answer");
        };
    }

    /**
     * What a set is told.
     *
     * @param traceparent trace context of the bump that it is due to
     */
    public static Judgement judgement(dev.tidemark.schemas.event.Judgement event, Optional<String> traceparent) {
        WaveId wave = new WaveId(event.getWave());
        return Alternatives.exactlyOne(
                "a judgement",
                event.getJob().map(job -> ofJob(wave, job, traceparent)),
                event.getMoved().map(moved -> ofWave(wave, moved)),
                event.getAnswer().map(answer -> answered(wave, answer, event.getAnsweredAt())));
    }

    private static Judgement ofJob(WaveId wave, Job event, Optional<String> traceparent) {
        JobId id = IdentityCodec.jobId(event.getJob());
        return switch (event.getState()) {
            case REGRESSED -> new Judgement.Regressed(finding(wave, id, event, traceparent));
            case BLOCKED ->
                new Judgement.Blocked(new BlockedJob(wave, id, ids(event.getRoots()), event.getMaintainers()));
            case PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING, STUCK -> new Judgement.Reopened(wave, id);
            case SUCCEEDED, UNCHANGED -> settled(wave, id, Outcome.GOOD, event);
            case PREEXISTING -> settled(wave, id, Outcome.PREEXISTING, event);
            case EXCLUDED -> settled(wave, id, Outcome.EXCLUDED, event);
            case CANCELLED -> settled(wave, id, Outcome.CANCELLED, event);
            case UNKNOWN -> throw new NewerEventException("a state of a job");
        };
    }

    private static Judgement settled(WaveId wave, JobId id, Outcome outcome, Job event) {
        return new Judgement.Settled(wave, id, outcome, event.getWaitsFor().orElse(""));
    }

    private static Finding finding(WaveId wave, JobId id, Job event, Optional<String> traceparent) {
        Failure failure = failure(event);
        return new Finding(
                wave,
                id,
                failure.getFingerprint(),
                bumps(event.getBlamed()),
                new Finding.People(event.getMaintainers(), event.getBumpMaintainers()),
                proof(failure, event.getTries()),
                traceparent);
    }

    static String proof(Failure failure, int tries) {
        return "%s/%d".formatted(failure.getLogHash().orElse(""), tries);
    }

    /** How a job failed that regressed. */
    static Failure failure(Job event) {
        Failure failure =
                event.getFailure().orElseThrow(() -> new IllegalArgumentException("it regressed without a failure"));
        if (failure.getKind() == FailureKind.UNKNOWN) {
            throw new NewerEventException("a kind of failure");
        }
        if (event.getBaselineOutputHash().isEmpty()) {
            throw new IllegalArgumentException("it regressed without a good baseline");
        }
        if (event.getBlamed().isEmpty()) {
            throw new IllegalArgumentException("it regressed without a bump to blame");
        }
        return failure;
    }

    static List<Bump> bumps(List<BumpRef> refs) {
        return refs.stream().map(JudgementCodec::bump).toList();
    }

    private static Bump bump(BumpRef ref) {
        boolean security = switch (ref.getKind()) {
            case ROUTINE -> false;
            case SECURITY -> true;
            case UNKNOWN -> throw new NewerEventException("a kind of bump");
        };
        return new Bump(ref.getAttribute(), ref.getTo(), security, ref.getPublisher());
    }

    static List<JobId> ids(List<JobRef> refs) {
        return refs.stream().map(IdentityCodec::jobId).toList();
    }

    private static Judgement ofWave(WaveId wave, Wave event) {
        return new Judgement.WaveMoved(
                wave, event.getBumps().stream().map(BumpRef::getAttribute).toList(), stage(event.getState()));
    }

    private static WaveStage stage(WaveState state) {
        return switch (state) {
            case PREPARING, OPEN, PAUSED, HALTED -> WaveStage.UNDER_WAY;
            case RED -> WaveStage.RED;
            case GREEN -> WaveStage.GREEN;
            case ABANDONED -> WaveStage.ABANDONED;
            case UNKNOWN -> throw new NewerEventException("a state of a wave");
        };
    }

    private static Judgement answered(WaveId wave, AnswerJob answer, Optional<Instant> at) {
        Answer.Kind kind = kind(answer.getResolution())
                .orElseThrow(() -> new IllegalArgumentException("an answer that begins a job anew ends nothing"));
        return new Judgement.Answered(
                wave,
                IdentityCodec.jobId(answer.getJob()),
                new Answer(
                        kind,
                        answer.getActor(),
                        answer.getReason(),
                        at.orElseThrow(() -> new IllegalArgumentException("an answer without its time"))));
    }
}
