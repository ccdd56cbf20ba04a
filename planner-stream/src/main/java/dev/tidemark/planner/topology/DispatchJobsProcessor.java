package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.DispatchCodec;
import dev.tidemark.planner.codec.HistoryCodec;
import dev.tidemark.planner.codec.PoolCodec;
import dev.tidemark.planner.dispatch.Departure;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.Distrust;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.topology.PlannerMetrics.Stage;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.identity.AgentName;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.PoolEntry;
import dev.tidemark.schemas.store.ShareEntry;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.slf4j.spi.LoggingEventBuilder;

/** The shell of {@link DispatchJobs}: demands and reports in, requests and job events out. Routed by pool. */
final class DispatchJobsProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(DispatchJobsProcessor.class);
    private static final Duration TICK = Duration.ofMillis(500);
    /** Looking at all that waits is not for every tick. */
    private static final Duration TELL_INTERVAL = Duration.ofSeconds(5);
    /** Names are free to whoever can write to the topic: beyond so many nobody is told of new ones. */
    private static final int MOST_STRANGERS_TOLD = 1000;

    private final Cores.Dispatch core;
    private final PlannerMetrics metrics;
    private final Map<Pool, PoolView> views = new HashMap<>();
    private final LettersWritten lettersWritten = new LettersWritten();
    /** What operators know, in this life of the task, of those who speak for pools that there are none of. */
    private final Set<String> strangersTold = new HashSet<>();

    private final HeededReports heeded = new HeededReports();
    private Ticks ticks;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, AgentEntry> agents;
    private KeyValueStore<String, Enrolment> enrolments;
    private KeyValueStore<String, DemandEntry> demands;
    private KeyValueStore<String, Evidence> evidence;
    private KeyValueStore<String, JobHistory> histories;
    private KeyValueStore<String, PoolEntry> pools;
    private KeyValueStore<String, ShareEntry> shares;
    private String task = "";

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private DispatchJobsProcessor(Cores.Dispatch core, PlannerMetrics metrics) {
        this.core = core;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier(
            EventSerdes serdes, Cores.Dispatch core, PlannerMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, SpecificRecord> get() {
                return new DispatchJobsProcessor(core, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new PlannerStores(serdes).dispatchJobs();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> initialised) {
        views.clear();
        lettersWritten.clear();
        strangersTold.clear();
        ticks = new Ticks(Stage.DISPATCH, metrics, this::timeStandsStill);
        context = initialised;
        agents = initialised.getStateStore(PlannerStores.AGENTS);
        enrolments = initialised.getStateStore(PlannerStores.ENROLMENTS);
        demands = initialised.getStateStore(PlannerStores.DEMANDS);
        evidence = initialised.getStateStore(PlannerStores.EVIDENCE);
        histories = initialised.getStateStore(PlannerStores.JOB_HISTORIES);
        pools = initialised.getStateStore(PlannerStores.POOLS);
        shares = initialised.getStateStore(PlannerStores.SHARES);
        task = initialised.taskId().toString();
        metrics.begun(task, Stage.DISPATCH);
        initialised.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
        initialised.schedule(TELL_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> tell());
    }

    @Override
    public void close() {
        views.clear();
        metrics.gone(task);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        long begun = System.nanoTime();
        DispatchEvent event;
        boolean there;
        PoolView view;
        DispatchDecision decision;
        Pool pool = null;
        try {
            pool = pool(record);
            boolean known = isThere(pool);
            there = known || makesPools(record);
            view = known ? view(pool) : restored(pool); // What cannot be decided makes no pool.
            event = event(view, record);
            decision = core.decide(view, event, now());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            if (record.value() instanceof JobDemand demand) {
                refuse(record, demand, e);
            }
            if (pool != null && record.value() instanceof AgentReport report) {
                turnAway(pool, report, e);
            }
            putAside(record, new UndecidableException("a record of the pool cannot be decided: " + e.getMessage(), e));
            return;
        }
        if (!there) {
            turnAway(view, record, decision);
            return;
        }
        apply(view, decision);
        metrics.decided(Stage.DISPATCH, named(event), System.nanoTime() - begun);
        putAside(view.pool(), record, decision);
    }

    private boolean isThere(Pool pool) {
        return views.containsKey(pool) || pools.get(pool.toString()) != null;
    }

    /** Whoever can write to the topic of reports can name any pool there could be. */
    private static boolean makesPools(Record<String, SpecificRecord> record) {
        return record.value() instanceof JobDemand || record.value() instanceof Enrolment;
    }

    /** An agent says the same again every few seconds. */
    private void putAside(Record<String, SpecificRecord> record, UndecidableException why) {
        if (record.value() instanceof AgentReport report) {
            metrics.reportRefused("undecidable");
            if (!lettersWritten.isNew(report, String.valueOf(why.getMessage()))) {
                return;
            }
        }
        throw why;
    }

    /** An agent whose beats nobody understands is told, each time: else it says that it is ready, and waits for ever. */
    private void turnAway(Pool pool, AgentReport report, RuntimeException why) {
        if (report.getBeat().isPresent() && AgentName.isValid(report.getAgent()) && isOfItsDomain(pool)) {
            request(
                    pool,
                    DispatchCodec.request(
                            pool,
                            new Effect.TurnAway(
                                    report.getAgent(),
                                    report.getIncarnation(),
                                    "what the agent says of itself cannot be understood (%s): correct that, or bring agent and planner to one release"
                                            .formatted(why.getMessage()))),
                    null);
        }
    }

    /** Who speaks for a pool that nothing has made is answered, and nothing is kept of it. */
    private void turnAway(PoolView view, Record<String, SpecificRecord> record, DispatchDecision decision) {
        if (record.value() instanceof AgentReport) {
            metrics.reportRefused("unknown_pool");
        }
        for (Effect effect : decision.effects()) {
            switch (effect) {
                case Effect.TurnAway turned -> request(view.pool(), DispatchCodec.request(view.pool(), turned), null);
                case Effect.TellOperators(var news) -> {
                    if (strangersTold.size() < MOST_STRANGERS_TOLD && strangersTold.add(news.message())) {
                        tell(view.pool(), effect);
                    }
                }
                case Effect.RequestBuild build -> {}
                case Effect.SettleAttempt settled -> {}
                case Effect.FenceAgent fenced -> {}
                case Effect.PutAside aside -> {} // After everything else.
                case Effect.TellWave told -> {}
                case Effect.PublishHistory history -> {}
                case Effect.PublishAgent agent -> {}
            }
        }
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.PutAside(Distrust why, String reason)) {
                throwOnce(record, reason);
            }
        }
    }

    private static String named(DispatchEvent event) {
        return switch (event) {
            case DispatchEvent.Demanded demanded -> "demanded";
            case DispatchEvent.Withdrawn withdrawn -> "withdrawn";
            case DispatchEvent.Beat beat -> "beat";
            case DispatchEvent.Started started -> "started";
            case DispatchEvent.Evaluated evaluated -> "evaluated";
            case DispatchEvent.Finished finished -> "finished";
            case DispatchEvent.Enrolled enrolled -> "enrolled";
            case DispatchEvent.EnrolmentForgotten forgotten -> "enrolment-forgotten";
            case DispatchEvent.Distrusted distrusted -> "distrusted";
            case DispatchEvent.Ticked ticked -> "ticked";
        };
    }

    private void tell() {
        for (PoolView view : views.values()) {
            metrics.pool(task, view.pool(), view.queues(), view.agentCount(), now());
        }
    }

    /** After all that was decided: what is thrown now makes a dead letter of the record and keeps what was applied. */
    private void putAside(Pool pool, Record<String, SpecificRecord> record, DispatchDecision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.PutAside(Distrust why, String reason)) {
                metrics.resultRefused(pool, why);
                throwOnce(record, reason);
            }
        }
    }

    private void throwOnce(Record<String, SpecificRecord> record, String reason) {
        if (record.value() instanceof AgentReport report && lettersWritten.isNew(report, reason)) {
            throw new UndecidableException(reason);
        }
    }

    /** Whether the present report came by the topic of the pool's trust domain. */
    private boolean isOfItsDomain(Pool pool) {
        Topic own = Topics.agentReport(pool.trust());
        return context.recordMetadata()
                .filter(at -> at.topic().equals(own.name()))
                .isPresent();
    }

    private DispatchEvent event(PoolView view, Record<String, SpecificRecord> record) {
        if (record.value() instanceof JobDemand demand) {
            return DispatchCodec.demanded(demand, Traced.parent(record));
        }
        if (record.value() instanceof Enrolment enrolment) {
            if (!Topics.ENROLMENT.key().of(enrolment).equals(record.key())) {
                throw new IllegalArgumentException("the enrolment of %s in the pool %s lies under the key %s"
                        .formatted(enrolment.getAgent(), enrolment.getPool(), record.key()));
            }
            return new DispatchEvent.Enrolled(PoolCodec.enrolment(enrolment));
        }
        if (record.value() == null) {
            return new DispatchEvent.EnrolmentForgotten(AgentName.valid(
                    record.key().substring(view.pool().toString().length() + 1)));
        }
        if (record.value() instanceof AgentReport report) {
            if (!isOfItsDomain(view.pool())) {
                throw new IllegalArgumentException(
                        "agent %s speaks for the pool %s from the topic of another trust domain"
                                .formatted(report.getAgent(), report.getPool()));
            }
            return heeded.event(view, report, Instant.ofEpochMilli(record.timestamp()));
        }
        throw new IllegalArgumentException("it is neither a demand nor a report");
    }

    private static Pool pool(Record<String, SpecificRecord> record) {
        return Pool.parse(
                switch (record.value()) {
                    case JobDemand demand -> demand.getPool();
                    case AgentReport report -> report.getPool();
                    case null, default -> Routing.poolOf(record.key());
                });
    }

    /** The wave must not wait for ever. */
    private void refuse(Record<String, SpecificRecord> record, JobDemand demand, RuntimeException e) {
        String reason = "its demand could not be decided (%s): it lies in the topic dead-letter, look at it there"
                .formatted(e.getMessage());
        forward(
                demand.getWave(),
                DispatchCodec.refused(demand, reason),
                Traced.parent(record),
                PlannerTopology.JOB_EVENT_SINK);
    }

    private void tick() {
        Map<String, PoolEntry> known = new TreeMap<>();
        try (KeyValueIterator<String, PoolEntry> all = pools.all()) {
            all.forEachRemaining(entry -> known.put(entry.key, entry.value));
        }
        for (String name : known.keySet()) {
            ticks.decided(name, now(), () -> core.decide(view(Pool.parse(name)), new DispatchEvent.Ticked(), now()))
                    .ifPresent(decision -> apply(view(Pool.parse(name)), decision));
        }
    }

    private void timeStandsStill(String pool, String reason) {
        OperatorEvent event = PoolCodec.tickFailed(pool, reason, now());
        forward(Topics.OPERATOR_EVENT.key().of(event), event, null, PlannerTopology.OPERATOR_EVENT_SINK);
    }

    private void apply(PoolView view, DispatchDecision decision) {
        views.put(view.pool(), view);
        keep(view);
        String prefix = view.pool() + "/";
        for (Change change : decision.changes()) {
            if (change instanceof Change.DemandPut(var demand) && view.isExpiry(change)) {
                metrics.leaseExpired(view.pool(), demand.urgency());
            }
            view.apply(change);
            switch (change) {
                case Change.DemandPut(var demand) -> demands.put(prefix + demand.key(), PoolCodec.entry(demand));
                case Change.DemandRemoved(Sha256 key) -> demands.delete(prefix + key);
                case Change.AgentPut(var agent) -> {
                    agents.put(prefix + agent.name(), PoolCodec.entry(agent));
                    LOG.atInfo()
                            .addKeyValue("pool", view.pool())
                            .addKeyValue("agent", agent.name())
                            .addKeyValue("features", agent.offer().features())
                            .addKeyValue("slots", agent.offer().slots())
                            .log("agent known");
                }
                case Change.AgentRemoved(String name, Departure how) -> {
                    agents.delete(prefix + name);
                    gone(how)
                            .addKeyValue("pool", view.pool())
                            .addKeyValue("agent", name)
                            .log();
                }
                case Change.EnrolmentPut(var enrolment) ->
                    enrolments.put(prefix + enrolment.agent(), PoolCodec.event(view.pool(), enrolment));
                case Change.EnrolmentRemoved(String agent) -> enrolments.delete(prefix + agent);
                case Change.EvidenceFound(Sha256 key, Sha256 output) ->
                    evidence.put(prefix + key, new Evidence(output.hex()));
                case Change.EvidenceLost(Sha256 key) -> evidence.delete(prefix + key);
                case Change.HistoryLearnt(var history) ->
                    histories.put(
                            prefix + history.packageId(),
                            HistoryCodec.event(view.pool().system(), history));
                case Change.AttemptsNumbered numbered -> put(view);
                case Change.LossTold told -> put(view);
                case Change.SharePut(var share) -> shares.put(prefix + share.wave(), PoolCodec.entry(share));
                case Change.ShareRemoved(var wave) -> shares.delete(prefix + wave);
                case Fleeting fleeting -> {}
            }
        }
        decision.effects().forEach(effect -> tell(view.pool(), effect));
    }

    /** Nobody has to do anything about one that left in order. */
    private static LoggingEventBuilder gone(Departure how) {
        return switch (how) {
            case LEFT -> LOG.atInfo().setMessage("agent left");
            case LOST -> LOG.atWarn().setMessage("agent lost");
            case DISMISSED -> LOG.atWarn().setMessage("agent dismissed");
        };
    }

    /** So that time passes for it too. */
    private void keep(PoolView view) {
        if (pools.get(view.pool().toString()) == null) {
            put(view);
        }
    }

    private void put(PoolView view) {
        pools.put(
                view.pool().toString(),
                new PoolEntry(view.nextAttempt(), view.lossToldAt().orElse(null)));
    }

    private void tell(Pool pool, Effect effect) {
        switch (effect) {
            case Effect.RequestBuild build -> {
                metrics.requested(pool, build.purpose());
                LOG.atInfo()
                        .addKeyValue("package", build.spec().packageId())
                        .addKeyValue("version", build.spec().version())
                        .addKeyValue("purpose", build.purpose())
                        .addKeyValue("agent", build.attempt().agent())
                        .addKeyValue("attempt", build.attempt().id())
                        .log("build requested");
                request(pool, DispatchCodec.request(pool, build), build.traceparent());
            }
            case Effect.SettleAttempt settled -> request(pool, DispatchCodec.request(pool, settled), null);
            case Effect.FenceAgent fenced -> {
                metrics.fenced(pool);
                request(pool, DispatchCodec.request(pool, fenced), null);
            }
            case Effect.TurnAway turned -> {
                metrics.turnedAway(pool);
                request(pool, DispatchCodec.request(pool, turned), null);
            }
            case Effect.PutAside aside -> {} // After everything else.
            case Effect.TellWave(var wanter, var news) -> {
                JobEvent event = DispatchCodec.told(wanter, news);
                forward(event.getWave(), event, wanter.traceparent(), PlannerTopology.JOB_EVENT_SINK);
            }
            case Effect.PublishHistory(var history) -> {
                JobHistory event = HistoryCodec.event(pool.system(), history);
                forward(Topics.JOB_HISTORY.key().of(event), event, null, PlannerTopology.JOB_HISTORY_SINK);
            }
            case Effect.PublishAgent(var standing) -> {
                Agent event = PoolCodec.event(pool, standing);
                forward(Topics.AGENT.key().of(event), event, null, PlannerTopology.AGENT_SINK);
            }
            case Effect.TellOperators(var news) -> {
                OperatorEvent event = PoolCodec.event(news, now());
                LOG.atWarn()
                        .addKeyValue("kind", event.getKind())
                        .addKeyValue("subject", event.getSubject())
                        .addKeyValue("next", event.getNext())
                        .log(event.getMessage());
                forward(Topics.OPERATOR_EVENT.key().of(event), event, null, PlannerTopology.OPERATOR_EVENT_SINK);
            }
        }
    }

    private void request(Pool pool, BuildRequest request, @Nullable String traceparent) {
        forward(request.getAgent(), request, traceparent, PlannerTopology.buildRequestSink(pool.trust()));
    }

    private PoolView view(Pool pool) {
        return views.computeIfAbsent(pool, this::restored);
    }

    private PoolView restored(Pool pool) {
        String prefix = pool + "/";
        PoolView view = new PoolView(pool, new Stored(prefix), now());
        PoolEntry entry = pools.get(pool.toString());
        if (entry != null) {
            view.apply(new Change.AttemptsNumbered(entry.getNextAttempt()));
            entry.getLossToldAt().ifPresent(at -> view.apply(new Change.LossTold(at)));
        }
        List<Change> rows = new ArrayList<>();
        try (KeyValueIterator<String, Enrolment> all = enrolments.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(row -> rows.add(new Change.EnrolmentPut(PoolCodec.enrolment(row.value))));
        }
        try (KeyValueIterator<String, AgentEntry> all = agents.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(row ->
                    rows.add(new Change.AgentPut(PoolCodec.agent(row.key.substring(prefix.length()), row.value))));
        }
        try (KeyValueIterator<String, DemandEntry> all = demands.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(row -> rows.add(new Change.DemandPut(PoolCodec.demand(row.value))));
        }
        try (KeyValueIterator<String, ShareEntry> all = shares.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(row ->
                    rows.add(new Change.SharePut(PoolCodec.share(row.key.substring(prefix.length()), row.value))));
        }
        rows.forEach(view::apply);
        return view;
    }

    /** What of a pool is left in the stores until it is asked for. */
    private final class Stored implements PoolView.Kept {
        private final String prefix;

        Stored(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.ofNullable(evidence.get(prefix + key)).map(found -> new Sha256(found.getOutputHash()));
        }

        @Override
        public Optional<dev.tidemark.planner.dispatch.JobHistory> history(PackageId packageId) {
            return Optional.ofNullable(histories.get(prefix + packageId)).map(HistoryCodec::history);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private void forward(String key, SpecificRecord value, @Nullable String traceparent, String sink) {
        context.forward(Traced.record(key, value, context.currentSystemTimeMs(), traceparent), sink);
    }
}
