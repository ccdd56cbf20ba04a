package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.NewerEventException;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of {@link AdvanceWave}: commands and job events in; waves, jobs and demands out. Keyed by wave. The stores are
 * the truth; a wave's view is read from them when it is first asked for, and dropped with the task.
 */
final class AdvanceWaveProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(AdvanceWaveProcessor.class);
    /** In place of a graph revision; the first is 1. */
    private static final long NEVER_PLANNED = 0;

    private static final Duration PARKED_CHECK_INTERVAL = Duration.ofMillis(200);

    private final Graphs graphs;
    private final PlannerMetrics metrics;
    private final Map<WaveId, WaveView> views = new HashMap<>();
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, WaveEntry> waves;
    private KeyValueStore<String, WaveJob> waveJobs;
    private KeyValueStore<String, JobEntry> jobStates;
    private KeyValueStore<String, ParkedOpen> parkedOpens;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AdvanceWaveProcessor(Graphs graphs, PlannerMetrics metrics) {
        this.graphs = graphs;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier(
            EventSerdes serdes, Graphs graphs, PlannerMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SpecificRecord> get() {
                return new AdvanceWaveProcessor(graphs, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new PlannerStores(serdes).advanceWave();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> initialised) {
        views.clear();
        context = initialised;
        waves = initialised.getStateStore(PlannerStores.WAVES);
        waveJobs = initialised.getStateStore(PlannerStores.WAVE_JOBS);
        jobStates = initialised.getStateStore(PlannerStores.JOB_STATES);
        parkedOpens = initialised.getStateStore(PlannerStores.PARKED_OPENS);
        initialised.schedule(PARKED_CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> openParked());
    }

    @Override
    public void close() {
        views.clear();
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        String traceparent = Traced.parent(record);
        if (record.value() instanceof WaveCommand command) {
            obey(command, traceparent);
            context.commit();
        } else if (record.value() instanceof JobEvent event) {
            advance(event);
        } else {
            throw new UndecidableException("a record of a kind that no wave understands");
        }
    }

    private void obey(WaveCommand command, @Nullable String traceparent) {
        Optional<OpenWave> opening = opening(command);
        if (opening.isPresent()) {
            open(command, opening.get(), traceparent);
            return;
        }
        WaveEntry entry = planned(command.getWave());
        if (entry == null) {
            throw new UndecidableException("a command for the wave " + command.getWave() + ", which was never planned");
        }
        WaveView view = view(new WaveId(command.getWave()), entry);
        WaveDecision decision;
        try {
            decision = AdvanceWave.decide(view, WaveCodec.commanded(view.plan(), command));
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw halted(view, entry, "a command", e);
        }
        apply(view, decision, entry.getTraceparent().orElse(null));
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Refused(String order, String reason)) {
                throw new UndecidableException(
                        "%s of the wave %s is refused: %s".formatted(order, command.getWave(), reason));
            }
        }
    }

    private void open(WaveCommand command, OpenWave opened, @Nullable String traceparent) {
        if (waves.get(command.getWave()) != null) {
            return;
        }
        List<Bump> bumps;
        WaveTerms terms;
        try {
            bumps = WaveCodec.bumps(opened);
            terms = WaveCodec.terms(opened);
        } catch (NewerEventException e) {
            throw unplanned(command, opened, traceparent, "it cannot be planned: " + e.getMessage(), e);
        }
        Optional<PackageGraph> graph =
                graphs.newest(opened.getSet()).filter(newest -> newest.sequence() >= opened.getMinimumSequence());
        if (graph.isEmpty()) {
            parkedOpens.put(command.getWave(), new ParkedOpen(command, traceparent));
            LOG.atDebug()
                    .addKeyValue("wave", command.getWave())
                    .addKeyValue("sequence", opened.getMinimumSequence())
                    .log("wave waits for the graph feed");
            return;
        }
        WaveView view;
        WaveDecision decision;
        try {
            WavePlan plan = PlanWave.plan(new WaveId(command.getWave()), bumps, terms, graph.get(), BuildTimes.none());
            view = WaveView.planned(plan);
            decision = AdvanceWave.decide(view, new WaveEvent.Opened());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            String reason = "it cannot be planned (%s): correct the set and import it again".formatted(e.getMessage());
            throw unplanned(command, opened, traceparent, reason, e);
        }
        for (int job = 0; job < view.plan().size(); job++) {
            waveJobs.put(key(view.plan().wave(), job), WaveCodec.frozen(view.plan(), job));
        }
        views.put(view.plan().wave(), view);
        waves.put(command.getWave(), entry(opened, view.plan().sequence(), WaveState.OPEN, null, traceparent));
        LOG.atInfo()
                .addKeyValue("wave", command.getWave())
                .addKeyValue("jobs", view.plan().waveJobs())
                .addKeyValue("levels", view.plan().levels())
                .log("wave opened");
        apply(view, decision, traceparent);
    }

    /** A command that cannot be understood halts the wave that it is for, when there is one. */
    private Optional<OpenWave> opening(WaveCommand command) {
        try {
            return WaveCodec.opening(command);
        } catch (IllegalArgumentException e) {
            WaveEntry entry = planned(command.getWave());
            if (entry != null) {
                throw halted(view(new WaveId(command.getWave()), entry), entry, "a command", e);
            }
            throw new UndecidableException("a command for the wave " + command.getWave() + ": " + e.getMessage(), e);
        }
    }

    private void openParked() {
        List<ParkedOpen> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedOpen> all = parkedOpens.all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        for (ParkedOpen open : parked) {
            parkedOpens.delete(open.getCommand().getWave());
            try {
                obey(open.getCommand(), open.getTraceparent().orElse(null));
            } catch (UndecidableException e) {
                // The wave is halted and says why; there is no record here to dead-letter.
                LOG.atDebug().setCause(e).log("parked wave cannot be opened");
            }
        }
    }

    private void advance(JobEvent event) {
        WaveEntry entry = planned(event.getWave());
        if (entry == null) {
            throw new UndecidableException("an event for the wave " + event.getWave() + ", which was never planned");
        }
        WaveView view = view(new WaveId(event.getWave()), entry);
        WaveDecision decision;
        try {
            Optional<WaveEvent> reported = WaveCodec.reported(view.plan(), event);
            if (reported.isEmpty()) {
                throw new IllegalArgumentException(
                        "it has no job " + event.getJob().getAttribute());
            }
            decision = AdvanceWave.decide(view, reported.get());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw halted(view, entry, "an event", e);
        }
        apply(view, decision, entry.getTraceparent().orElse(null));
    }

    private @Nullable WaveEntry planned(String wave) {
        WaveEntry entry = waves.get(wave);
        return entry == null || entry.getSequence() == NEVER_PLANNED ? null : entry;
    }

    /** Halts a wave that was planned. */
    private UndecidableException halted(WaveView view, WaveEntry entry, String what, RuntimeException e) {
        String reason = "%s could not be decided (%s): it lies in the topic dead-letter, look at it there"
                .formatted(what, e.getMessage());
        apply(
                view,
                AdvanceWave.decide(view, new WaveEvent.Undecidable(reason)),
                entry.getTraceparent().orElse(null));
        return new UndecidableException(
                "wave %s is %s: %s".formatted(view.plan().wave(), view.state(), e.getMessage()), e);
    }

    /** Halts a wave that there is no plan of. */
    private UndecidableException unplanned(
            WaveCommand command, OpenWave opened, @Nullable String traceparent, String reason, RuntimeException e) {
        waves.put(command.getWave(), entry(opened, NEVER_PLANNED, WaveState.HALTED, reason, traceparent));
        forward(
                command.getWave(),
                WaveCodec.unplanned(command.getWave(), opened, reason),
                traceparent,
                PlannerTopology.WAVE_SINK);
        LOG.atError()
                .addKeyValue("wave", command.getWave())
                .addKeyValue("reason", reason)
                .log("wave halted");
        return new UndecidableException("wave " + command.getWave() + " cannot be planned: " + e.getMessage(), e);
    }

    private void apply(WaveView view, WaveDecision decision, @Nullable String traceparent) {
        WaveId wave = view.plan().wave();
        decision.changes().forEach(view::apply);
        for (WaveView.Change change : decision.changes()) {
            switch (change) {
                case WaveView.Change.JobChanged(int index, var status) -> {
                    jobStates.put(key(wave, index), WaveCodec.entry(status));
                    metrics.jobMoved(status.state());
                    told(view, index, traceparent);
                    forward(
                            wave + "/" + view.plan().job(index).id(),
                            WaveCodec.job(view, index),
                            traceparent,
                            PlannerTopology.JOB_SINK);
                }
                case WaveView.Change.WaveChanged changed -> keep(view);
            }
        }
        for (WaveDecision.Demand demand : decision.withdrawn()) {
            forward(WaveCodec.withdrawal(view.plan(), demand), traceparent);
        }
        for (WaveDecision.Demand demand : decision.demands()) {
            forward(WaveCodec.demand(view.plan(), demand), traceparent);
        }
        if (!decision.changes().isEmpty()) {
            forward(wave.value(), WaveCodec.wave(view), traceparent, PlannerTopology.WAVE_SINK);
        }
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Ended ended) {
                end(view, ended, traceparent);
            }
        }
    }

    private void keep(WaveView view) {
        String wave = view.plan().wave().value();
        WaveEntry before = waves.get(wave);
        WaveEntry after = WaveCodec.entry(before, view);
        waves.put(wave, after);
        if (before.getState() != after.getState()) {
            LOG.atInfo()
                    .addKeyValue("wave", wave)
                    .addKeyValue("state", after.getState())
                    .addKeyValue("reason", view.reason())
                    .log("wave moved");
        }
    }

    private void end(WaveView view, Effect.Ended ended, @Nullable String traceparent) {
        WavePlan plan = view.plan();
        forward(plan.set(), WaveCodec.ended(plan, ended), traceparent, PlannerTopology.WAVE_END_SINK);
        if (view.state() == dev.tidemark.planner.wave.WaveState.GREEN) {
            forward(plan.wave().value(), WaveCodec.tag(view), traceparent, PlannerTopology.TAG_SINK);
        }
        views.remove(plan.wave()); // Read from the stores again, should anything still come.
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

    /** A line for what people will ask about: outcomes, and what leads to one. */
    private static void told(WaveView view, int index, @Nullable String traceparent) {
        JobStatus status = view.status(index);
        switch (status.state()) {
            case DORMANT, PENDING, READY, RUNNING -> {}
            case CONFIRMING,
                    JUDGING,
                    SUCCEEDED,
                    UNCHANGED,
                    PREEXISTING,
                    EXCLUDED,
                    CANCELLED,
                    REGRESSED,
                    BLOCKED,
                    STUCK ->
                LOG.atInfo()
                        .addKeyValue("wave", view.plan().wave())
                        .addKeyValue("job", view.plan().job(index).id())
                        .addKeyValue("state", status.state())
                        .addKeyValue("reason", status.waitsFor())
                        .addKeyValue("traceparent", traceparent)
                        .log("job moved");
        }
    }

    private WaveView view(WaveId wave, WaveEntry entry) {
        return views.computeIfAbsent(wave, missing -> restored(missing, entry));
    }

    private WaveView restored(WaveId wave, WaveEntry entry) {
        List<WaveJob> jobs = new ArrayList<>();
        try (KeyValueIterator<String, WaveJob> rows = waveJobs.prefixScan(wave + "/", new StringSerializer())) {
            rows.forEachRemaining(row -> jobs.add(row.value));
        }
        WavePlan plan = WaveCodec.plan(wave, entry.getOpened(), entry.getSequence(), jobs);
        WaveView view = WaveCodec.restored(plan, entry);
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

    private void forward(JobDemand demand, @Nullable String traceparent) {
        forward(demand.getPool(), demand, traceparent, PlannerTopology.JOB_DEMAND_SINK);
    }

    private void forward(String key, SpecificRecord value, @Nullable String traceparent, String sink) {
        context.forward(Traced.record(key, value, context.currentSystemTimeMs(), traceparent), sink);
    }
}
