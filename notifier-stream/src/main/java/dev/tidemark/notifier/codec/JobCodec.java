package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.JudgedJob;
import dev.tidemark.notifier.breakage.Proof;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;

/** Jobs as the planner tells them. Every method throws {@link IllegalArgumentException} for a value that cannot be. */
public final class JobCodec {

    private JobCodec() {}

    /** What a job's state means for breakages. Jobs without the bumps, or with some of them, stand for nothing. */
    public static JudgedJob judged(Job event) {
        JobId id = IdentityCodec.jobId(event.getJob());
        if (id.variant() != Variant.WAVE) {
            return new JudgedJob.Other(id);
        }
        return switch (event.getState()) {
            case REGRESSED -> regressed(id, event);
            case BLOCKED ->
                new JudgedJob.Blocked(
                        id, event.getRoots().stream().map(IdentityCodec::jobId).toList());
            case PENDING,
                    READY,
                    RUNNING,
                    CONFIRMING,
                    JUDGING,
                    BISECTING,
                    SUCCEEDED,
                    UNCHANGED,
                    PREEXISTING,
                    EXCLUDED,
                    CANCELLED,
                    STUCK -> new JudgedJob.Other(id);
            case UNKNOWN -> throw new NewerEventException("a state of a job");
        };
    }

    private static JudgedJob.Regressed regressed(JobId id, Job event) {
        Failure failure = event.getFailure()
                .orElseThrow(() -> new IllegalArgumentException("job " + id + " regressed without a failure"));
        String baseline = event.getBaselineOutputHash()
                .orElseThrow(() -> new IllegalArgumentException("job " + id + " regressed without a good baseline"));
        Proof proof = new Proof(
                kind(failure),
                failure.getMessage(),
                failure.getLogTail(),
                failure.getLogHash().orElse(null),
                failure.getFingerprint(),
                failure.getAgent(),
                failure.getPhase(),
                event.getTries(),
                baseline);
        return new JudgedJob.Regressed(
                id,
                event.getVersion(),
                proof,
                event.getBlamed().stream().map(JobCodec::bump).toList(),
                event.getPath(),
                event.getMaintainers(),
                event.getBumpMaintainers());
    }

    private static String kind(Failure failure) {
        if (failure.getKind() == FailureKind.UNKNOWN) {
            throw new NewerEventException("a kind of failure");
        }
        return failure.getKind().name();
    }

    private static Bump bump(BumpRef ref) {
        boolean security = switch (ref.getKind()) {
            case ROUTINE -> false;
            case SECURITY -> true;
            case UNKNOWN -> throw new NewerEventException("a kind of bump");
        };
        return new Bump(ref.getAttribute(), ref.getFrom(), ref.getTo(), security, ref.getPublisher());
    }
}
