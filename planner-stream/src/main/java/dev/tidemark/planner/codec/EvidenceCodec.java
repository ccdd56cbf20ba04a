package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.wave.ChangedInput;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.ProbeSeen;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.InputChange;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.ProbeOutcome;
import dev.tidemark.schemas.event.ProbeResult;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What proves a judgement, as everybody sees it. */
final class EvidenceCodec {

    private static final int INPUTS_NAMED = 50;

    private EvidenceCodec() {}

    /** Adds to a job of a wave what proves where it is. */
    static void add(Job.Builder job, WaveView wave, int index) {
        JobStatus status = wave.status(index);
        int failures = status.failures().size();
        // All are set: Avro makes a copy of each default that is not.
        job.setEarlierFailures(failures(status).subList(0, Math.max(0, failures - 1)))
                .setFlakeChance(failures > 0 ? wave.plan().flakeScore(index).chanceAfter(failures) : 0)
                .setProbes(List.of())
                .setBaseline(null)
                .setSpec(null)
                .setChangedInputs(List.of())
                .setChangedInputsCount(0);
        if (failures == 0 || wave.plan().isProbe(index)) {
            return;
        }
        job.setProbes(
                ProbeSeen.of(wave, index).stream().map(EvidenceCodec::probe).toList());
        boolean judged = status.state() == JobState.REGRESSED || status.state() == JobState.PREEXISTING;
        if (!judged) {
            return;
        }
        job.setBaseline(baseline(wave, wave.plan().baselineOf(index)));
        job.setSpec(wave.spec(index).map(EventCodec::spec).orElse(null));
        if (status.state() == JobState.REGRESSED) {
            List<ChangedInput> changed = ChangedInput.of(wave, index);
            job.setChangedInputsCount(changed.size());
            job.setChangedInputs(changed.stream()
                    .limit(INPUTS_NAMED)
                    .map(EvidenceCodec::change)
                    .toList());
        }
    }

    private static List<Failure> failures(JobStatus status) {
        return status.failures().stream().map(EventCodec::failure).toList();
    }

    private static @Nullable BaselineResult baseline(WaveView wave, int baseline) {
        if (baseline < 0 || wave.status(baseline).state() == JobState.DORMANT) {
            return null;
        }
        JobStatus status = wave.status(baseline);
        return BaselineResult.newBuilder()
                .setState(WaveCodec.state(status.state()))
                .setTries(status.tries())
                .setOutputHash(hex(status.outputHash()))
                .setFailures(failures(status))
                .build();
    }

    private static ProbeResult probe(ProbeSeen seen) {
        BuildFailure failure = seen.status().failure();
        return ProbeResult.newBuilder()
                .setJob(IdentityCodec.jobRef(seen.job()))
                .setBumps(seen.bumps())
                .setOutcome(
                        switch (seen.outcome()) {
                            case BREAKS -> ProbeOutcome.BREAKS;
                            case HOLDS -> ProbeOutcome.HOLDS;
                            case UNCLEAR -> ProbeOutcome.UNCLEAR;
                        })
                .setFailure(failure == null ? null : EventCodec.failure(failure))
                .setOutputHash(hex(seen.status().outputHash()))
                .build();
    }

    private static InputChange change(ChangedInput input) {
        ChangedInput.Input before = input.before();
        ChangedInput.Input now = input.now();
        return InputChange.newBuilder()
                .setAttribute(input.attribute())
                .setVersionBefore(before == null ? null : before.version())
                .setVersion(now == null ? null : now.version())
                .setOutputBefore(before == null ? null : hex(before.output()))
                .setOutput(now == null ? null : hex(now.output()))
                .build();
    }

    private static @Nullable String hex(@Nullable Sha256 hash) {
        return hash == null ? null : hash.hex();
    }
}
