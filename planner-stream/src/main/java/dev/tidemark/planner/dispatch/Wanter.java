package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import org.jspecify.annotations.Nullable;

/**
 * Who wants a build, and will be told what became of it.
 *
 * @param wave the wave
 * @param job the job in it
 * @param tries which try of the job
 * @param traceparent trace context of its bump; null when it had none
 */
public record Wanter(
        WaveId wave, JobId job, int tries, @Nullable String traceparent) {

    /** Whether it is for the same job of the same wave, in whichever try. */
    boolean isForTheSameAs(Wanter other) {
        return wave.equals(other.wave) && job.equals(other.job);
    }
}
