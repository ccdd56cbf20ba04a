package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.WaveTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is counted of a wave so that it can be halted.
 *
 * @param ended how many of its first WAVE jobs were built or failed for the last time; counts no further than the terms ask
 * @param failed how many of those failed
 * @param cpu agents' time that builds without a GPU took
 * @param gpu agents' time that builds with a GPU took
 * @param overruled whether a person resumed it after a halt: neither failures nor hours halt it again
 */
public record WaveTally(int ended, int failed, Duration cpu, Duration gpu, boolean overruled) {

    public static final WaveTally NONE = new WaveTally(0, 0, Duration.ZERO, Duration.ZERO, false);

    private static final double MILLIS_PER_HOUR = 3_600_000;

    WaveTally spent(Duration took, boolean onGpu) {
        if (took.isZero()) {
            return this;
        }
        return onGpu
                ? new WaveTally(ended, failed, cpu, gpu.plus(took), overruled)
                : new WaveTally(ended, failed, cpu.plus(took), gpu, overruled);
    }

    WaveTally oneEnded(boolean badly, WaveTerms terms) {
        return ended >= terms.haltAfterJobs()
                ? this
                : new WaveTally(ended + 1, failed + (badly ? 1 : 0), cpu, gpu, overruled);
    }

    WaveTally onceOverruled() {
        return new WaveTally(ended, failed, cpu, gpu, true);
    }

    /** Agents' time that builds without a GPU took, in hours. */
    public double cpuHours() {
        return cpu.toMillis() / MILLIS_PER_HOUR;
    }

    /** Agents' time that builds with a GPU took, in hours. */
    public double gpuHours() {
        return gpu.toMillis() / MILLIS_PER_HOUR;
    }

    /** Why a wave is halted. */
    record Halt(WaveLifecycle.Trigger trigger, String reason) {}

    /** Why a wave on these terms is to halt; empty when it is to go on. */
    Optional<Halt> haltedBy(WaveTerms terms) {
        if (overruled) {
            return Optional.empty();
        }
        if (failed > terms.haltShare() * terms.haltAfterJobs()) {
            String reason = "%d of its first %d jobs failed: the policy's share is %s of the first %d"
                    .formatted(failed, ended, terms.haltShare(), terms.haltAfterJobs());
            return Optional.of(new Halt(WaveLifecycle.Trigger.TOO_MANY_FAILED, reason));
        }
        return over(cpuHours(), terms.cpuHours(), "CPU").or(() -> over(gpuHours(), terms.gpuHours(), "GPU"));
    }

    private static Optional<Halt> over(double hours, OptionalDouble limit, String what) {
        if (limit.isEmpty() || hours <= limit.getAsDouble()) {
            return Optional.empty();
        }
        String reason = "its builds took more than the %s %s hours that the policy gives a wave"
                .formatted(limit.getAsDouble(), what);
        return Optional.of(new Halt(WaveLifecycle.Trigger.HOURS_SPENT, reason));
    }
}
