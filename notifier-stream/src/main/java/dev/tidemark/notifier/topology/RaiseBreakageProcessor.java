package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Change;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.breakage.RaiseBreakage;
import dev.tidemark.notifier.breakage.SetBreakages;
import dev.tidemark.notifier.breakage.TellBreakage;
import dev.tidemark.notifier.breakage.TellBreakage.Look;
import dev.tidemark.notifier.codec.BreakageCodec;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.codec.JudgementCodec;
import dev.tidemark.notifier.people.FindPeople;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.Judgement;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.MetricName;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
 * The shell of {@link RaiseBreakage}, {@link TellBreakage} and {@link FindPeople}: judgements in, breakages, their tombstones and whom they
 * concern out. Keyed by set. A set's breakages are rebuilt from the stores when they are first asked for.
 */
final class RaiseBreakageProcessor implements Processor<String, Judgement, String, SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(RaiseBreakageProcessor.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private final Telling telling;
    private final MetricRegistry metrics;
    private final TreeMap<String, SetBreakages> ledgers = new TreeMap<>();
    private boolean allRead;
    private ProcessorContext<String, SpecificRecord> context;
    private BreakageStores stores;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private RaiseBreakageProcessor(Telling telling, MetricRegistry metrics) {
        this.telling = telling;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, Judgement, String, SpecificRecord> supplier(
            EventSerdes serdes, Telling telling, MetricRegistry metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Judgement, String, SpecificRecord> get() {
                return new RaiseBreakageProcessor(telling, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new NotifierStores(serdes).raiseBreakage();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> initialised) {
        context = initialised;
        stores = new BreakageStores(initialised);
        allRead = false;
        initialised.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> look(Instant.ofEpochMilli(now)));
    }

    /** Its ledgers are of a task that is gone, or will be another's. */
    @Override
    public void close() {
        ledgers.clear();
    }

    @Override
    public void process(Record<String, Judgement> record) {
        Judgement event = record.value();
        SetBreakages ledger;
        List<Change> changes;
        try {
            ledger = ledger(event.getSet());
            changes = RaiseBreakage.decide(
                    ledger,
                    JudgementCodec.judgement(event, Trace.from(record.headers()).map(Trace::traceparent)),
                    telling.pace(),
                    now());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw new UndecidableException(
                    "%s of the wave %s cannot be judged: %s".formatted(subject(event), event.getWave(), e.getMessage()),
                    e);
        }
        changes.forEach(change -> apply(ledger, change, event));
        look(ledger, now());
    }

    private static String subject(Judgement event) {
        return event.getJob()
                .map(job -> "the job " + job.getJob().getAttribute())
                .orElse("something");
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private SetBreakages ledger(String set) {
        return ledgers.computeIfAbsent(set, stores::ledger);
    }

    private void apply(SetBreakages ledger, Change change, @Nullable Judgement cause) {
        ledger.apply(change);
        stores.apply(ledger.set(), change, cause == null ? Optional.empty() : cause.getJob());
    }

    private void look(Instant now) {
        if (!allRead) {
            stores.sets().forEach(this::ledger);
            allRead = true;
        }
        ledgers.values().forEach(ledger -> look(ledger, now));
    }

    private void look(SetBreakages ledger, Instant now) {
        if (ledger.isDue(now)) {
            ledger.due(now).forEach(due -> look(ledger, due, now));
            ledger.ended(now).forEach(wave -> end(ledger, wave));
            context.commit();
        }
    }

    private void look(SetBreakages ledger, Breakage due, Instant now) {
        switch (TellBreakage.look(ledger, due, telling.directory(), telling.pace(), now)) {
            case Look.Quiet(Breakage kept) -> apply(ledger, new Change.BreakageKept(kept), null);
            case Look.Told(Publication publication) -> {
                apply(ledger, new Change.BreakageKept(publication.breakage()), null);
                tell(ledger.set(), publication);
            }
            case Look.Forgotten(String id) -> {
                stores.lastTold(ledger.set(), id).ifPresent(last -> {
                    LOG.atInfo().addKeyValue("breakage", id).log("breakage forgotten");
                    forward(last, null, Optional.empty());
                });
                apply(ledger, new Change.BreakageDropped(id), null);
            }
        }
    }

    /** Those are told who were concerned by what the wave found. */
    private void end(SetBreakages ledger, WaveId wave) {
        apply(ledger, new Change.WaveEndSettled(wave), null);
        TreeSet<String> people = new TreeSet<>();
        ledger.ofWave(wave)
                .forEach(breakage -> people.addAll(
                        stores.concerned(ledger.set(), breakage.id()).keySet()));
        people.forEach(person -> forward(ConcernCodec.waveOver(person, wave.value()), Optional.empty()));
    }

    private void tell(String set, Publication publication) {
        Breakage breakage = publication.breakage();
        dev.tidemark.schemas.event.Breakage event = event(set, publication);
        dev.tidemark.schemas.event.Breakage before =
                stores.lastTold(set, breakage.id()).orElse(event);
        stores.told(event);
        told(set, publication, event);
        Optional<Trace> trace = breakage.course().traceparent().map(Trace::new);
        forward(before, event, trace);
        if (publication.isNews()) {
            address(set, publication, event, trace);
        }
    }

    private dev.tidemark.schemas.event.Breakage event(String set, Publication publication) {
        String id = publication.breakage().id();
        if (publication.regressed().isEmpty()) {
            return BreakageCodec.resolved(
                    publication,
                    stores.lastTold(set, id).orElseThrow(() -> new AssertionError("what is resolved was told of")));
        }
        List<Finding> named =
                publication.regressed().stream().limit(BreakageCodec.NAMED).toList();
        return BreakageCodec.standing(
                set,
                publication,
                stores.proofs(set, id, named),
                telling.scopes(
                        set, publication.regressed().stream().map(Finding::job).toList()));
    }

    /** That it is no more is told to everybody who was told of it. */
    private void address(
            String set, Publication publication, dev.tidemark.schemas.event.Breakage event, Optional<Trace> trace) {
        String id = publication.breakage().id();
        if (publication.regressed().isEmpty()) {
            stores.concerned(set, id)
                    .forEach((person, reasons) ->
                            forward(ConcernCodec.concern(person, reasons, event, ConcernCodec.Own.NONE), trace));
            return;
        }
        OwnParts parts = new OwnParts(publication, findings -> stores.proofs(set, id, findings));
        FindPeople.concernedBy(set, publication, telling.directory()).forEach((person, reasons) -> {
            stores.concerned(set, id, person, reasons);
            forward(ConcernCodec.concern(person, reasons, event, parts.of(reasons)), trace);
        });
    }

    private void forward(Concern concern, Optional<Trace> trace) {
        RecordHeaders headers = new RecordHeaders();
        trace.ifPresent(present -> present.into(headers));
        context.forward(
                new Record<>(concern.getPerson(), concern, context.currentSystemTimeMs(), headers),
                NotifierTopology.CONCERN_SINK);
    }

    private void told(String set, Publication publication, dev.tidemark.schemas.event.Breakage event) {
        Breakage breakage = publication.breakage();
        String what = publication.isNews() ? event.getState().name().toLowerCase(Locale.ROOT) : "changed";
        metrics.counter(MetricName.of("notifier.breakages").with("change", what).toString())
                .inc();
        LOG.atInfo()
                .addKeyValue("breakage", breakage.id())
                .addKeyValue("set", set)
                .addKeyValue("wave", event.getWave())
                .addKeyValue("regressed", event.getRegressedCount())
                .addKeyValue("blocked", event.getBlockedCount())
                .addKeyValue("traceparent", breakage.course().traceparent().orElse(null))
                .log("breakage {}", what);
    }

    /**
     * Tells everybody, and those who follow a scope alone what is of it. Where it was and is not any more, there is nothing left of it.
     *
     * @param before what was told of it last, or is told now
     * @param now null when it is forgotten
     */
    private void forward(
            dev.tidemark.schemas.event.Breakage before,
            dev.tidemark.schemas.event.@Nullable Breakage now,
            Optional<Trace> trace) {
        Record<String, SpecificRecord> gone =
                record(before.getBreakage(), null, BreakageCodec.headers(before.getWave(), before.getSet()), trace);
        Record<String, SpecificRecord> told =
                now == null ? gone : record(now.getBreakage(), now, BreakageCodec.headers(now), trace);
        context.forward(told, NotifierTopology.BREAKAGE_SINK);
        for (String scope : telling.scopeTopics()) {
            if (now != null && now.getScopes().contains(scope)) {
                context.forward(told, NotifierTopology.breakageSink(scope));
            } else if (before.getScopes().contains(scope)) {
                context.forward(gone, NotifierTopology.breakageSink(scope));
            }
        }
    }

    private Record<String, SpecificRecord> record(
            String id, dev.tidemark.schemas.event.@Nullable Breakage value, Headers headers, Optional<Trace> trace) {
        trace.ifPresent(present -> present.into(headers));
        return new Record<>(id, value, context.currentSystemTimeMs(), headers);
    }
}
