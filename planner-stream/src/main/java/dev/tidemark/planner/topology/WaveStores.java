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
import dev.tidemark.schemas.store.FinishedWave;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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

    /** How many jobs leave at once: a few milliseconds' work, so that nothing waits for it. */
    private static final int LEAVE_AT_ONCE = 500;

    /** A wave's view, and which of its jobs have a row of their own in the store of states. */
    private record Kept(WaveView view, BitSet withState) {}

    private final KeyValueStore<String, WaveEntry> waves;
    private final KeyValueStore<String, WaveJob> waveJobs;
    private final KeyValueStore<String, EvaluationPart> evaluations;
    private final KeyValueStore<String, JobEntry> jobStates;
    private final KeyValueStore<String, FinishedWave> finishedWaves;
    private final KeyValueStore<String, ParkedOpen> parkedOpens;
    private final Map<WaveId, Kept> views = new HashMap<>();
    private final WaveProgress progress = new WaveProgress();
    /** Those that run and were not looked at yet. */
    private final Deque<WaveId> unread = new ArrayDeque<>();

    WaveStores(ProcessorContext<?, ?> context) {
        waves = context.getStateStore(PlannerStores.WAVES);
        waveJobs = context.getStateStore(PlannerStores.WAVE_JOBS);
        evaluations = context.getStateStore(PlannerStores.EVALUATIONS);
        jobStates = context.getStateStore(PlannerStores.JOB_STATES);
        finishedWaves = context.getStateStore(PlannerStores.FINISHED_WAVES);
        parkedOpens = context.getStateStore(PlannerStores.PARKED_OPENS);
        try (KeyValueIterator<String, WaveEntry> all = waves.all()) {
            all.forEachRemaining(row -> {
                progress.note(row.key, row.value);
                if (row.value.getSequence() != NEVER_PLANNED && runs(row.value)) {
                    unread.add(new WaveId(row.key));
                }
            });
        }
    }

    private static boolean runs(WaveEntry entry) {
        return !isOver(entry) && entry.getState() != WaveState.RED;
    }

    /** Looks at one more of the waves that run, so that what comes for it next need not wait for that. */
    void readNext() {
        WaveId next = unread.poll();
        if (next != null) {
            WaveEntry entry = planned(next.value());
            if (entry != null && runs(entry)) {
                view(next, entry);
            }
        }
    }

    /** How far those are that are not over, by set. */
    SortedMap<String, PlannerMetrics.Progress> progress() {
        Map<WaveId, WaveView> read = new HashMap<>();
        views.forEach((wave, kept) -> read.put(wave, kept.view()));
        return progress.of(read);
    }

    private void keep(String wave, WaveEntry entry) {
        waves.put(wave, entry);
        progress.note(wave, entry);
    }

    /** A wave that was opened, planned or not; null when none was. */
    @Nullable
    WaveEntry entry(String wave) {
        return waves.get(wave);
    }

    /** A wave as it is kept; null when it was never planned. */
    @Nullable
    WaveEntry planned(String wave) {
        WaveEntry entry = waves.get(wave);
        return entry == null || entry.getSequence() == NEVER_PLANNED ? null : entry;
    }

    /** Whether a wave is over for good: its jobs are not kept any more, or not for long. */
    static boolean isOver(WaveEntry entry) {
        return WaveCodec.state(entry.getState()).isOver();
    }

    /** A wave that was planned; read when it is first asked for. One that is over has no jobs. */
    WaveView view(WaveId wave, WaveEntry entry) {
        return views.computeIfAbsent(wave, missing -> restored(missing, entry)).view();
    }

    /** The next who asks for it reads it again. */
    void forget(WaveId wave) {
        views.remove(wave);
    }

    /** The same of all. */
    void forget() {
        views.clear();
    }

    /** A wave is over for good: {@link #letGo} takes its jobs out. What it came to is kept with the wave itself. */
    void finish(WaveView view) {
        WaveId wave = view.plan().wave();
        finishedWaves.put(wave.value(), new FinishedWave(view.plan().size()));
        forget(wave);
    }

    /** Takes out the next few jobs of the first of the waves that are over. */
    void letGo() {
        KeyValue<String, FinishedWave> first;
        try (KeyValueIterator<String, FinishedWave> all = finishedWaves.all()) {
            if (!all.hasNext()) {
                return;
            }
            first = all.next();
        }
        WaveId wave = new WaveId(first.key);
        int kept = Math.max(0, first.value.getJobs() - LEAVE_AT_ONCE);
        remove(waveJobs, wave, kept, first.value.getJobs());
        remove(jobStates, wave, kept, first.value.getJobs());
        if (kept > 0) {
            finishedWaves.put(first.key, new FinishedWave(kept));
        } else {
            finishedWaves.delete(first.key);
        }
    }

    private static void remove(KeyValueStore<String, ?> rows, WaveId wave, int from, int to) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, ?> range = rows.range(key(wave, from), key(wave, to))) {
            range.forEachRemaining(row -> keys.add(row.key));
        }
        keys.forEach(key -> rows.put(key, null)); // A delete returns what was there, and so reads it.
    }

    /** A wave that was just planned. */
    void add(WaveView view, OpenWave opened, @Nullable String traceparent) {
        WavePlan plan = view.plan();
        add(plan, 0);
        views.put(plan.wave(), new Kept(view, new BitSet()));
        WaveEntry entry = entry(opened, plan.sequence(), WaveState.OPEN, null, traceparent);
        keep(plan.wave().value(), WaveCodec.entry(entry, view));
    }

    /** The jobs of a wave from a number on. */
    void add(WavePlan plan, int first) {
        int end;
        for (int job = first; job < plan.size(); job = end) {
            end = WaveCodec.endOfRow(plan, job);
            waveJobs.put(key(plan.wave(), job), WaveCodec.frozen(plan, job, end));
        }
    }

    /**
     * Puts a wave's frozen jobs in the place of the estimated ones. Those were kept, since the evaluation names only what
     * changes, and the graph that has the rest may be another by now.
     */
    void freeze(WaveView view) {
        WavePlan plan = view.plan();
        remove(waveJobs, plan.wave(), 0, Integer.MAX_VALUE);
        add(plan, 0);
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

    /** A wave of which there is no plan. */
    void addUnplanned(String wave, OpenWave opened, WaveState state, String reason, @Nullable String traceparent) {
        keep(wave, entry(opened, NEVER_PLANNED, state, reason, traceparent));
    }

    /** Where a job of a view is now. One that is as its wave's opening left it needs no row: of a large wave that is most. */
    void put(WaveView view, int job, JobStatus status) {
        WaveId wave = view.plan().wave();
        Kept kept = views.get(wave);
        if (kept == null || kept.view() != view) {
            throw new AssertionError("a change of a wave that is not kept: " + wave);
        }
        if (!status.equals(view.atFirst(job))) {
            jobStates.put(key(wave, job), WaveCodec.entry(status));
            kept.withState().set(job);
        } else if (kept.withState().get(job)) {
            jobStates.delete(key(wave, job));
            kept.withState().clear(job);
        }
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
        keep(wave, after);
        return before.getState() != after.getState();
    }

    /** A command that waits for the graph feed. */
    void park(WaveCommand command, @Nullable String traceparent) {
        parkedOpens.put(command.getWave(), new ParkedOpen(command, traceparent));
    }

    /** A command that waits for the graph feed; null when the wave has none. */
    @Nullable
    ParkedOpen parked(String wave) {
        return parkedOpens.get(wave);
    }

    /** All of them, by wave. */
    List<ParkedOpen> allParked() {
        List<ParkedOpen> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedOpen> all = parkedOpens.all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        return parked;
    }

    /** It waits no more. */
    void unpark(String wave) {
        parkedOpens.delete(wave);
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

    private Kept restored(WaveId wave, WaveEntry entry) {
        BitSet withState = new BitSet();
        if (isOver(entry)) {
            return new Kept(WaveCodec.restored(WaveCodec.plan(wave, entry).build(), entry), withState);
        }
        WavePlan.Builder jobs = WaveCodec.plan(wave, entry);
        try (KeyValueIterator<String, WaveJob> rows = waveJobs.prefixScan(wave + "/", new StringSerializer())) {
            rows.forEachRemaining(row -> WaveCodec.add(row.value, jobs));
        }
        WavePlan plan = jobs.build();
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
                withState.set(index);
            }
        }
        return new Kept(view, withState);
    }

    /** Padded, so that rows are read in the order of their numbers. */
    private static String key(WaveId wave, int job) {
        return "%s/%08d".formatted(wave, job);
    }
}
