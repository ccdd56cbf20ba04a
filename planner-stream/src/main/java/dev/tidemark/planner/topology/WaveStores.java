package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.PreparationCodec;
import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.EvaluationPart;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What {@link AdvanceWaveProcessor} keeps of its waves. Belongs to one task. */
final class WaveStores {

    /** In place of a graph revision; the first is 1. */
    private static final long NEVER_PLANNED = 0;

    private final KeyValueStore<String, WaveEntry> waves;
    private final KeyValueStore<String, WaveJob> waveJobs;
    private final KeyValueStore<String, EvaluationPart> evaluations;
    private final KeyValueStore<String, JobEntry> jobStates;
    private final KeyValueStore<String, ParkedOpen> parkedOpens;
    private final Map<WaveId, WaveView> views = new HashMap<>();

    WaveStores(ProcessorContext<?, ?> context) {
        waves = context.getStateStore(PlannerStores.WAVES);
        waveJobs = context.getStateStore(PlannerStores.WAVE_JOBS);
        evaluations = context.getStateStore(PlannerStores.EVALUATIONS);
        jobStates = context.getStateStore(PlannerStores.JOB_STATES);
        parkedOpens = context.getStateStore(PlannerStores.PARKED_OPENS);
    }

    /** Whether a wave was opened, planned or not. */
    boolean knows(String wave) {
        return waves.get(wave) != null;
    }

    /** A wave as it is kept; null when it was never planned. */
    @Nullable
    WaveEntry planned(String wave) {
        WaveEntry entry = waves.get(wave);
        return entry == null || entry.getSequence() == NEVER_PLANNED ? null : entry;
    }

    /** A wave that was planned; read when it is first asked for. */
    WaveView view(WaveId wave, WaveEntry entry) {
        return views.computeIfAbsent(wave, missing -> restored(missing, entry));
    }

    /** The next who asks for it reads it again. */
    void forget(WaveId wave) {
        views.remove(wave);
    }

    /** The same of all. */
    void forget() {
        views.clear();
    }

    /** A wave that was just planned. */
    void add(WaveView view, OpenWave opened, @Nullable String traceparent) {
        WavePlan plan = view.plan();
        putJobs(plan);
        views.put(plan.wave(), view);
        WaveEntry entry = entry(opened, plan.sequence(), WaveState.OPEN, null, traceparent);
        waves.put(plan.wave().value(), WaveCodec.entry(entry, view));
    }

    private void putJobs(WavePlan plan) {
        for (int job = 0; job < plan.size(); job++) {
            waveJobs.put(key(plan.wave(), job), WaveCodec.frozen(plan, job));
        }
    }

    /**
     * Puts a wave's frozen jobs in the place of the estimated ones. Those were kept, since the evaluation names only what
     * changes, and the graph that has the rest may be another by now.
     */
    void freeze(WaveView view) {
        WavePlan plan = view.plan();
        putJobs(plan);
        for (int job = plan.size(); waveJobs.delete(key(plan.wave(), job)) != null; job++) {
            // The estimate had more.
        }
        forgetHeard(plan.wave());
        keep(view);
    }

    /** A part of an evaluation has arrived. */
    void put(WaveId wave, WaveView.Change.Heard heard) {
        evaluations.put("%s/%s/%08d".formatted(wave, heard.attempt(), heard.chunk()), PreparationCodec.part(heard));
    }

    /** What has arrived of evaluations is of no use any more. */
    void forgetHeard(WaveId wave) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, EvaluationPart> rows =
                evaluations.prefixScan(wave + "/", new StringSerializer())) {
            rows.forEachRemaining(row -> keys.add(row.key));
        }
        keys.forEach(evaluations::delete);
    }

    /** A wave that cannot be planned. */
    void addUnplanned(String wave, OpenWave opened, String reason, @Nullable String traceparent) {
        waves.put(wave, entry(opened, NEVER_PLANNED, WaveState.HALTED, reason, traceparent));
    }

    /** Where a job is now. */
    void put(WaveId wave, int job, JobStatus status) {
        jobStates.put(key(wave, job), WaveCodec.entry(status));
    }

    /**
     * Keeps a wave as it is now, but for its jobs.
     *
     * @return whether it was in another state before
     */
    boolean keep(WaveView view) {
        String wave = view.plan().wave().value();
        WaveEntry before = waves.get(wave);
        WaveEntry after = WaveCodec.entry(before, view);
        waves.put(wave, after);
        return before.getState() != after.getState();
    }

    /** A command that waits for the graph feed. */
    void park(WaveCommand command, @Nullable String traceparent) {
        parkedOpens.put(command.getWave(), new ParkedOpen(command, traceparent));
    }

    /** Takes out what was parked, by wave. */
    List<ParkedOpen> unparked() {
        List<ParkedOpen> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedOpen> all = parkedOpens.all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        parked.forEach(open -> parkedOpens.delete(open.getCommand().getWave()));
        return parked;
    }

    private static WaveEntry entry(
            OpenWave opened, long sequence, WaveState state, @Nullable String reason, @Nullable String traceparent) {
        return WaveEntry.newBuilder()
                .setOpened(opened)
                .setSequence(sequence)
                .setState(state)
                .setReason(reason)
                .setTraceparent(traceparent)
                .build();
    }

    private WaveView restored(WaveId wave, WaveEntry entry) {
        List<WaveJob> jobs = new ArrayList<>();
        try (KeyValueIterator<String, WaveJob> rows = waveJobs.prefixScan(wave + "/", new StringSerializer())) {
            rows.forEachRemaining(row -> jobs.add(row.value));
        }
        WavePlan plan = WaveCodec.plan(wave, entry, jobs);
        WaveView view = WaveCodec.restored(plan, entry);
        try (KeyValueIterator<String, EvaluationPart> parts =
                evaluations.prefixScan(wave + "/", new StringSerializer())) {
            parts.forEachRemaining(part -> view.apply(PreparationCodec.part(part.value)));
        }
        try (KeyValueIterator<String, JobEntry> rows = jobStates.prefixScan(wave + "/", new StringSerializer())) {
            while (rows.hasNext()) {
                KeyValue<String, JobEntry> row = rows.next();
                int index = Integer.parseInt(row.key, wave.value().length() + 1, row.key.length(), 10);
                view.apply(new WaveView.Change.JobChanged(index, WaveCodec.status(row.value)));
            }
        }
        return view;
    }

    /** Padded, so that rows are read in the order of their numbers. */
    private static String key(WaveId wave, int job) {
        return "%s/%08d".formatted(wave, job);
    }
}
