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
import dev.tidemark.schemas.identity.GpuNeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives builds that ask for GPUs some of their own. A failure is the package's only if these are well afterwards; what asks for none
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
        Optional<GpuNeed> need = GpuNeed.of(task.features());
        if (need.isEmpty()) {
            return inner.execute(task, cancel);
        }
        long started = System.nanoTime();
        try {
            return switch (take(need.get(), cancel)) {
                case Gpus.Asked.None(String reason) -> fault(reason, started);
                case Gpus.Asked.Granted(List<Gpu> granted) -> on(granted, task, cancel);
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

    /** What is not free, or does not answer, is waited for, but not by who is not wanted any more. */
    private Gpus.Asked take(GpuNeed need, CancelSignal cancel) throws IOException, InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            return gpus.take(need);
        }
    }

    /** Of the first that is ill. */
    private Optional<String> illness(List<Gpu> granted, CancelSignal cancel) throws InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            for (Gpu gpu : granted) {
                Optional<String> illness = gpus.illness(gpu);
                if (illness.isPresent()) {
                    return Optional.of("the GPU %d (%s) is ill (%s)".formatted(gpu.index(), gpu.name(), illness.get()));
                }
            }
            return Optional.empty();
        }
    }

    private BuildOutcome on(List<Gpu> granted, BuildTask task, CancelSignal cancel)
            throws IOException, InterruptedException {
        boolean well = false;
        try {
            BuildOutcome outcome = inner.execute(task.with(devices(granted)), cancel);
            if (!(outcome instanceof Failed failed)) {
                well = true;
                return outcome;
            }
            Optional<String> illness = illness(granted, cancel);
            return illness.isPresent()
                    ? failed.asFaultOfAgent(
                            "%s, which may be why the build failed: %s".formatted(illness.get(), failed.message()))
                    : outcome;
        } finally {
            gpus.giveBack(granted, well);
        }
    }

    /** By their identities: where few devices are let through CUDA counts these from 0, and elsewhere by speed, unlike nvidia-smi. */
    private Devices devices(List<Gpu> granted) throws IOException {
        Set<Path> paths = new LinkedHashSet<>();
        for (Gpu gpu : granted) {
            paths.addAll(GpuSight.of(gpu, places).paths());
        }
        return new Devices(granted.stream().map(Gpu::uuid).collect(Collectors.joining(",")), List.copyOf(paths));
    }

    private static Failed fault(String reason, long started) {
        return Failed.withoutLog(FailureKind.AGENT_FAULT, reason, Duration.ofNanos(System.nanoTime() - started));
    }
}
