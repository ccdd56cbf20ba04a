package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.SetLedger;
import dev.tidemark.planner.codec.AdmissionCodec;
import dev.tidemark.planner.codec.BumpCodec;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.planner.topology.PlannerMetrics.Stage;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
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
 * The shell of {@link AdmitBump}: bumps, policies and waves' ends in; states of bumps and wave commands out. Keyed by set. A
 * set's ledger is rebuilt from the stores when it is first asked for.
 */
final class AdmitBumpProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(AdmitBumpProcessor.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    private final Graphs graphs;
    private final Cores.Admit core;
    private final PlannerMetrics metrics;
    private final TreeMap<String, SetLedger> ledgers = new TreeMap<>();
    private ProcessorContext<String, SpecificRecord> context;
    private AdmissionStores stores;
    private Ticks ticks;
    private String task = "";

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AdmitBumpProcessor(Graphs graphs, Cores.Admit core, PlannerMetrics metrics) {
        this.graphs = graphs;
        this.core = core;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier(
            EventSerdes serdes, Graphs graphs, Cores.Admit core, PlannerMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SpecificRecord> get() {
                return new AdmitBumpProcessor(graphs, core, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new PlannerStores(serdes).admitBump();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> initialised) {
        context = initialised;
        stores = new AdmissionStores(initialised);
        ticks = new Ticks(Stage.ADMIT, metrics, this::timeStandsStill);
        task = initialised.taskId().toString();
        metrics.begun(task, Stage.ADMIT);
        initialised.schedule(CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> look(Instant.ofEpochMilli(now)));
    }

    /** Its ledgers are of a task that is gone, or will be another's. */
    @Override
    public void close() {
        ledgers.clear();
        metrics.gone(task);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        @Nullable SpecificRecord value = record.value();
        long begun = System.nanoTime();
        switch (value) {
            case VersionBump bump ->
                decide(record.key(), bump.getSet(), () -> BumpCodec.published(bump, Traced.parent(record)));
            case WaveEnd end -> decide(record.key(), end.getSet(), () -> AdmissionCodec.ended(end));
            case Policy policy -> {
                decide(
                        record.key(),
                        policy.getSet(),
                        () -> new SetEvent.PolicyApplied(PolicyCodec.read(policy.getDocument())));
                stores.put(policy);
            }
            case null -> {
                decide(
                        record.key(),
                        record.key(),
                        () -> new SetEvent.PolicyApplied(dev.tidemark.planner.policy.Policy.NONE));
                stores.removePolicy(record.key());
            }
            default -> throw new AssertionError("nothing else is read: " + value.getSchema());
        }
        context.commit();
        metrics.decided(Stage.ADMIT, named(value), System.nanoTime() - begun);
    }

    private static String named(@Nullable SpecificRecord value) {
        return switch (value) {
            case VersionBump bump -> "bump";
            case WaveEnd end -> "wave-end";
            case null, default -> "policy";
        };
    }

    private void decide(String key, String set, Supplier<SetEvent> reading) {
        SetLedger ledger;
        SetEvent event;
        Decision decision;
        try {
            event = reading.get();
            ledger = ledger(set);
            ledger.graph(graphs.newest(set));
            decision = core.decide(ledger, event, now());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw new UndecidableException("the record " + key + " cannot be decided: " + e.getMessage(), e);
        }
        apply(ledger, decision);
        if (event instanceof SetEvent.PolicyApplied(var policy)) {
            ledger.policy(policy);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private SetLedger ledger(String set) {
        return ledgers.computeIfAbsent(set, stores::ledger);
    }

    /** What time or a newer revision asks for. */
    private record Due(SetLedger ledger, SetEvent event, Decision decision) {}

    /** A newer revision may have what a set's bumps were waiting for, and so may the time. */
    private void look(Instant now) {
        if (!graphs.areRead()) {
            return; // What is being built must not wait for it.
        }
        for (Map.Entry<String, Long> set : stores.judged().entrySet()) {
            ticks.decided(set.getKey(), now, () -> due(set.getKey(), set.getValue(), now))
                    .flatMap(due -> due)
                    .ifPresent(this::apply);
        }
    }

    private Optional<Due> due(String set, long judged, Instant now) {
        SetLedger ledger = ledger(set);
        ledger.graph(graphs.newest(set));
        if (ledger.graph().map(PackageGraph::sequence).orElse(0L) > judged) {
            return Optional.of(due(ledger, new SetEvent.GraphRevised(), now));
        }
        boolean isTime = ledger.due().map(due -> !now.isBefore(due)).orElse(false);
        return isTime ? Optional.of(due(ledger, new SetEvent.Ticked(), now)) : Optional.empty();
    }

    private Due due(SetLedger ledger, SetEvent event, Instant now) {
        return new Due(ledger, event, core.decide(ledger, event, now));
    }

    private void apply(Due due) {
        SetLedger ledger = due.ledger();
        apply(ledger, due.decision());
        if (due.event() instanceof SetEvent.GraphRevised) {
            stores.judged(ledger.set(), ledger.graph().orElseThrow().sequence());
        }
    }

    private void timeStandsStill(String set, String reason) {
        forward(
                Topics.OPERATOR_EVENT,
                BumpCodec.tickFailed(set, reason, now()),
                null,
                PlannerTopology.OPERATOR_EVENT_SINK);
    }

    private void apply(SetLedger ledger, Decision decision) {
        stores.apply(ledger, decision);
        ledger.apply(decision);
        for (BumpStatus status : decision.bumps()) {
            forward(
                    status.id(),
                    BumpCodec.event(status),
                    status.publication().traceparent(),
                    PlannerTopology.BUMP_SINK);
            told(status);
        }
        for (Effect effect : decision.effects()) {
            forward(
                    effect.wave().value(),
                    AdmissionCodec.command(effect, now()),
                    AdmissionCodec.traceparent(effect),
                    PlannerTopology.WAVE_COMMAND_SINK);
        }
    }

    private void told(BumpStatus status) {
        switch (status.standing()) {
            case Standing.Held held -> {
                metrics.bumpHeld();
                forward(
                        Topics.OPERATOR_EVENT,
                        BumpCodec.held(status, held, now()),
                        status.publication().traceparent(),
                        PlannerTopology.OPERATOR_EVENT_SINK);
                LOG.atWarn()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("reason", held.reason())
                        .log("bump held");
            }
            case Standing.Waiting waiting -> {
                metrics.bumpWaiting();
                LOG.atInfo()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("reason", waiting.reason())
                        .log("bump waits");
            }
            case Standing.InWave(var wave, var since) -> {
                metrics.bumpAdmitted();
                LOG.atInfo()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("wave", wave)
                        .log("bump admitted");
            }
            case Standing.Done(var wave, var since) ->
                LOG.atInfo()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("wave", wave)
                        .log("bump done");
            case Standing.Skipped(var by, var reason, var since) -> {
                metrics.bumpSkipped();
                LOG.atInfo()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("by", by)
                        .log("bump skipped");
            }
        }
    }

    private void forward(Topic topic, SpecificRecord value, @Nullable String traceparent, String sink) {
        forward(topic.key().of(value), value, traceparent, sink);
    }

    private void forward(String key, SpecificRecord value, @Nullable String traceparent, String sink) {
        context.forward(Traced.record(key, value, context.currentSystemTimeMs(), traceparent), sink);
    }
}
