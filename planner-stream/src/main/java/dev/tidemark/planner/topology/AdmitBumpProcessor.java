package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.OpenedWave;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.AdmitBump.SetView;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.codec.BumpCodec;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
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

/** The shell of {@link AdmitBump}: bumps in, their states and wave commands out. Keyed by set. */
final class AdmitBumpProcessor implements Processor<String, VersionBump, String, SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(AdmitBumpProcessor.class);
    private static final Duration GRAPH_CHECK_INTERVAL = Duration.ofMillis(500);

    private final Graphs graphs;
    private final PlannerMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, Admissions> admissions;
    private KeyValueStore<String, Bump> bumps;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AdmitBumpProcessor(Graphs graphs, PlannerMetrics metrics) {
        this.graphs = graphs;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, VersionBump, String, SpecificRecord> supplier(
            EventSerdes serdes, Graphs graphs, PlannerMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, VersionBump, String, SpecificRecord> get() {
                return new AdmitBumpProcessor(graphs, metrics);
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
        admissions = initialised.getStateStore(PlannerStores.ADMISSIONS);
        bumps = initialised.getStateStore(PlannerStores.BUMPS);
        initialised.schedule(GRAPH_CHECK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> judgeHeldAgain());
    }

    @Override
    public void process(Record<String, VersionBump> record) {
        BumpStatus published;
        Decision decision;
        StoredSet view;
        try {
            published = BumpCodec.published(record.value(), Traced.parent(record));
            view = new StoredSet(published.set());
            decision = AdmitBump.decide(view, new SetEvent.BumpPublished(published));
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw new UndecidableException("the bump " + record.key() + " cannot be decided: " + e.getMessage(), e);
        }
        Admissions known = admissions.get(view.set());
        apply(view, decision, known == null ? view.sequence() : known.getJudgedSequence());
        context.commit();
    }

    /** A set's newer revision may have what its held bumps were waiting for. */
    private void judgeHeldAgain() {
        List<String> sets = new ArrayList<>();
        try (KeyValueIterator<String, Admissions> all = admissions.all()) {
            all.forEachRemaining(entry -> {
                long newest =
                        graphs.newest(entry.key).map(PackageGraph::sequence).orElse(0L);
                if (newest > entry.value.getJudgedSequence()) {
                    sets.add(entry.key);
                }
            });
        }
        for (String set : sets) {
            StoredSet view = new StoredSet(set);
            apply(view, AdmitBump.decide(view, new SetEvent.GraphRevised()), view.sequence());
        }
    }

    /** @param judged the revision that every held bump of the set was judged with, at least */
    private void apply(StoredSet view, Decision decision, long judged) {
        admissions.put(view.set(), new Admissions(decision.waves(), judged));
        for (BumpStatus status : decision.bumps()) {
            Bump event = BumpCodec.event(status);
            bumps.put(status.id(), event);
            forward(status.id(), event, status.traceparent(), PlannerTopology.BUMP_SINK);
            told(status);
        }
        for (OpenedWave opened : decision.opened()) {
            Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
            forward(
                    opened.wave().value(),
                    BumpCodec.open(opened, now),
                    opened.bump().traceparent(),
                    PlannerTopology.WAVE_COMMAND_SINK);
        }
    }

    private void told(BumpStatus status) {
        switch (status.standing()) {
            case Standing.Held(String reason) -> {
                metrics.bumpHeld();
                LOG.atWarn()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("reason", reason)
                        .log("bump held");
            }
            case Standing.InWave(var wave) -> {
                metrics.bumpAdmitted();
                LOG.atInfo()
                        .addKeyValue("bump", status.id())
                        .addKeyValue("wave", wave)
                        .log("bump admitted");
            }
        }
    }

    private void forward(String key, SpecificRecord value, @Nullable String traceparent, String sink) {
        context.forward(Traced.record(key, value, context.currentSystemTimeMs(), traceparent), sink);
    }

    /** A set as it is stored, with one graph: the feed may swap in a newer one meanwhile. */
    private final class StoredSet implements SetView {
        private final String set;
        private final Optional<PackageGraph> graph;

        StoredSet(String set) {
            this.set = set;
            this.graph = graphs.newest(set);
        }

        long sequence() {
            return graph.map(PackageGraph::sequence).orElse(0L);
        }

        @Override
        public String set() {
            return set;
        }

        @Override
        public Optional<PackageGraph> graph() {
            return graph;
        }

        @Override
        public long waves() {
            Admissions known = admissions.get(set);
            return known == null ? 0 : known.getWaves();
        }

        @Override
        public Optional<BumpStatus> bump(String id) {
            return Optional.ofNullable(bumps.get(id)).map(BumpCodec::status);
        }

        @Override
        public List<BumpStatus> held() {
            List<BumpStatus> held = new ArrayList<>();
            try (KeyValueIterator<String, Bump> all = bumps.prefixScan(set + ":", new StringSerializer())) {
                all.forEachRemaining(entry -> {
                    BumpStatus status = BumpCodec.status(entry.value);
                    if (status.standing() instanceof Standing.Held) {
                        held.add(status);
                    }
                });
            }
            return held;
        }
    }
}
