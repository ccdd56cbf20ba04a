package dev.tidemark.agent.gpu;

import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Interruption;
import dev.tidemark.schemas.identity.GpuFeature;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives builds that ask for a GPU one of their own. A failure is the package's only if the GPU is well afterwards; what asks for none
 * is passed on as it is.
 */
public final class GpuExecutor implements Executor {

    private final Executor inner;
    private final Gpus gpus;
    private final GpuSight.Places places;

    /** @param places where the machine has what belongs to its GPUs */
    public GpuExecutor(Executor inner, Gpus gpus, GpuSight.Places places) {
        this.inner = inner;
        this.gpus = gpus;
        this.places = places;
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        if (task.features().stream().noneMatch(GpuFeature::isHandedOut)) {
            return inner.execute(task, cancel);
        }
        // Others that begin so, such as a toolkit's release, are the operator's own words for the whole agent.
        List<String> wanted =
                task.features().stream().filter(GpuFeature::isMadeFor).toList();
        long started = System.nanoTime();
        try {
            return switch (take(wanted, cancel)) {
                case Gpus.Asked.None(String reason) -> fault(reason, started);
                case Gpus.Asked.Granted(Gpu gpu) -> on(gpu, task, cancel);
            };
        } catch (IOException e) {
            if (cancel.isGiven()) { // An interrupt ends what is done with files, too.
                return new BuildOutcome.Cancelled(Duration.ofNanos(System.nanoTime() - started));
            }
            return fault(
                    "the agent could not hand out a GPU (%s: %s); look at its device, at the folders of the driver's libraries, and at the one in %s that tells which GPUs are taken"
                            .formatted(
                                    e.getClass().getSimpleName(), e.getMessage(), System.getProperty("java.io.tmpdir")),
                    started);
        } catch (InterruptedException e) {
            if (!cancel.isGiven()) {
                Thread.currentThread().interrupt();
            }
            return new BuildOutcome.Cancelled(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    @Override
    public Abilities abilities() {
        return inner.abilities();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        inner.close();
    }

    /** A GPU that does not answer is waited for, but not by who is not wanted any more. */
    private Gpus.Asked take(List<String> wanted, CancelSignal cancel) throws IOException, InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            return gpus.take(wanted);
        }
    }

    private Optional<String> illness(Gpu gpu, CancelSignal cancel) throws InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            return gpus.illness(gpu);
        }
    }

    private BuildOutcome on(Gpu gpu, BuildTask task, CancelSignal cancel) throws IOException, InterruptedException {
        boolean well = false;
        try {
            // By its identity: where one device is let through CUDA counts from 0, and elsewhere by speed, unlike
            // nvidia-smi.
            Devices devices = new Devices(gpu.uuid(), GpuSight.of(gpu, places).paths());
            BuildOutcome outcome = inner.execute(task.with(devices), cancel);
            if (!(outcome instanceof Failed failed)) {
                well = true;
                return outcome;
            }
            Optional<String> illness = illness(gpu, cancel);
            return illness.isPresent()
                    ? failed.asFaultOfAgent("the GPU %d (%s) is ill (%s), which may be why the build failed: %s"
                            .formatted(gpu.index(), gpu.name(), illness.get(), failed.message()))
                    : outcome;
        } finally {
            gpus.giveBack(gpu, well);
        }
    }

    private static Failed fault(String reason, long started) {
        return Failed.withoutLog(FailureKind.AGENT_FAULT, reason, Duration.ofNanos(System.nanoTime() - started));
    }
}
