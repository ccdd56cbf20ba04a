package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.codec.WaveCommandCodec;
import dev.tidemark.planner.topology.PlannerMetrics.Stage;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.Announcement;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
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
    private static final Duration PARKED_CHECK_INTERVAL = Duration.ofMillis(200);
    private static final Duration LET_GO_INTERVAL = Duration.ofMillis(50);
    private static final Duration READ_INTERVAL = Duration.ofMillis(100);
    private static final Duration TELL_INTERVAL = Duration.ofSeconds(1);

    private final Feeds feeds;
    private final PlannerMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private WaveStores waves;
    private WaveTeller teller;
    private WaveOpener opener;
    private String task = "";

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AdvanceWaveProcessor(Feeds feeds, PlannerMetrics metrics) {
        this.feeds = feeds;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier(
            EventSerdes serdes, Feeds feeds, PlannerMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SpecificRecord> get() {
                return new AdvanceWaveProcessor(feeds, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new PlannerStores(serdes).advanceWave();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> initialised) {
        context = initialised;
        waves = new WaveStores(initialised);
        teller = new WaveTeller(initialised);
        WaveOpener created = new WaveOpener(feeds, waves, teller, this::apply);
        opener = created;
        initialised.schedule(PARKED_CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> created.openParked());
        initialised.schedule(LET_GO_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> waves.letGo());
        initialised.schedule(READ_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> waves.readNext());
        task = initialised.taskId().toString();
        metrics.begun(task, Stage.ADVANCE);
        initialised.schedule(
                TELL_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> metrics.waves(task, waves.progress()));
    }

    @Override
    public void close() {
        waves.forget();
        metrics.gone(task);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        String traceparent = Traced.parent(record);
        long begun = System.nanoTime();
        if (record.value() instanceof WaveCommand command) {
            obey(command, traceparent);
            context.commit();
            metrics.decided(Stage.ADVANCE, "command", System.nanoTime() - begun);
        } else if (record.value() instanceof JobEvent event) {
            advance(event);
            metrics.decided(Stage.ADVANCE, "job-event", System.nanoTime() - begun);
        } else {
            throw new UndecidableException("a record of a kind that no wave understands");
        }
    }

    private void obey(WaveCommand command, @Nullable String traceparent) {
        Optional<OpenWave> opening = opening(command);
        if (opening.isPresent()) {
            opener.open(command, opening.get(), traceparent);
            return;
        }
        WaveEntry entry = waves.planned(command.getWave());
        if (entry == null) {
            opener.obey(command);
            return;
        }
        WaveView view = waves.view(new WaveId(command.getWave()), entry);
        WaveDecision decision;
        try {
            decision = AdvanceWave.decide(view, WaveCommandCodec.commanded(view.plan()::numberOf, command));
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

    /** A command that cannot be understood halts the wave that it is for, when there is one. */
    private Optional<OpenWave> opening(WaveCommand command) {
        try {
            return WaveCommandCodec.opening(command);
        } catch (RuntimeException e) {
            WaveEntry entry = waves.planned(command.getWave());
            if (entry != null) {
                throw halted(waves.view(new WaveId(command.getWave()), entry), entry, "a command", e);
            }
            throw new UndecidableException("a command for the wave " + command.getWave() + ": " + e.getMessage(), e);
        }
    }

    private void advance(JobEvent event) {
        WaveEntry entry = waves.planned(event.getWave());
        if (entry == null) {
            throw new UndecidableException("an event for the wave " + event.getWave() + ", which was never planned");
        }
        if (WaveStores.isOver(entry)) {
            return; // What comes late changes nothing.
        }
        WaveView view = waves.view(new WaveId(event.getWave()), entry);
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

    private void apply(WaveView view, WaveDecision decision, @Nullable String traceparent) {
        WaveId wave = view.plan().wave();
        decision.changes().forEach(view::apply);
        for (WaveView.Change change : decision.changes()) {
            switch (change) {
                case WaveView.Change.JobChanged(int index, var status) -> {
                    waves.put(view, index, status);
                    if (!view.plan().isProbe(index)) {
                        metrics.jobMoved(status.state()); // What a probe comes to is no outcome.
                    }
                    told(view, index, traceparent);
                    teller.job(view, index, traceparent);
                }
                case WaveView.Change.WaveChanged changed -> keep(view);
                case WaveView.Change.ProbesAdded(WavePlan plan, int first) -> waves.add(plan, first);
                case WaveView.Change.Heard heard -> waves.put(wave, heard);
                case WaveView.Change.HeardForgotten forgotten -> waves.forgetHeard(wave);
                case WaveView.Change.Frozen(WavePlan plan) -> {
                    waves.freeze(view);
                    LOG.atInfo()
                            .addKeyValue("wave", wave)
                            .addKeyValue("jobs", plan.waveJobs())
                            .addKeyValue("levels", plan.levels())
                            .addKeyValue("workspace", plan.workspace())
                            .log("wave prepared");
                }
            }
        }
        decision.withdrawn().forEach(demand -> teller.withdrawn(view.plan(), demand, traceparent));
        decision.askedAgain().forEach(demand -> teller.demanded(view.plan(), demand, traceparent));
        decision.demands().forEach(demand -> teller.demanded(view.plan(), demand, traceparent));
        if (decision.changes().stream().anyMatch(AdvanceWaveProcessor::isSeen)) {
            teller.wave(view, traceparent);
        }
        for (Effect effect : decision.effects()) {
            switch (effect) {
                case Effect.Announced(Announcement announcement) -> teller.announced(announcement, traceparent);
                case Effect.Halted(String reason) -> teller.halted(wave.value(), reason, traceparent);
                case Effect.Ended ended -> end(view, ended, traceparent);
                case Effect.Refused refused -> {} // Told to the one who ordered, as a dead letter.
            }
        }
    }

    /** What is heard in parts shows only once it is whole. */
    private static boolean isSeen(WaveView.Change change) {
        return switch (change) {
            case WaveView.Change.Heard heard -> false;
            case WaveView.Change.HeardForgotten forgotten -> false;
            case WaveView.Change.Frozen frozen -> true;
            case WaveView.Change.JobChanged job -> true;
            case WaveView.Change.ProbesAdded probes -> false;
            case WaveView.Change.WaveChanged wave -> true;
        };
    }

    private void keep(WaveView view) {
        if (waves.keep(view)) {
            LOG.atInfo()
                    .addKeyValue("wave", view.plan().wave())
                    .addKeyValue("state", view.state())
                    .addKeyValue("reason", view.reason())
                    .log("wave moved");
        }
    }

    private void end(WaveView view, Effect.Ended ended, @Nullable String traceparent) {
        teller.ended(view, ended, traceparent);
        if (view.state().isOver()) {
            waves.finish(view);
        } else {
            waves.forget(view.plan().wave()); // Read from the stores again, should anybody answer.
        }
    }

    /** A line for what people will ask about: outcomes, and what leads to one. */
    private static void told(WaveView view, int index, @Nullable String traceparent) {
        JobStatus status = view.status(index);
        switch (status.state()) {
            case DORMANT, PENDING, READY, RUNNING -> {}
            case CONFIRMING,
                    JUDGING,
                    BISECTING,
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
}
