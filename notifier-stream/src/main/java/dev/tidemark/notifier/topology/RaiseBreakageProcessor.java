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
import dev.tidemark.notifier.codec.JudgementCodec;
import dev.tidemark.schemas.event.Judgement;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
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
 * The shell of {@link RaiseBreakage} and {@link TellBreakage}: judgements in, breakages and their tombstones out. Keyed by set. A set's
 * breakages are rebuilt from the stores when they are first asked for.
 */
final class RaiseBreakageProcessor
        implements Processor<String, Judgement, String, dev.tidemark.schemas.event.Breakage> {

    private static final Logger LOG = LoggerFactory.getLogger(RaiseBreakageProcessor.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private final Telling telling;
    private final MetricRegistry metrics;
    private final TreeMap<String, SetBreakages> ledgers = new TreeMap<>();
    private boolean allRead;
    private ProcessorContext<String, dev.tidemark.schemas.event.Breakage> context;
    private BreakageStores stores;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private RaiseBreakageProcessor(Telling telling, MetricRegistry metrics) {
        this.telling = telling;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, Judgement, String, dev.tidemark.schemas.event.Breakage> supplier(
            EventSerdes serdes, Telling telling, MetricRegistry metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Judgement, String, dev.tidemark.schemas.event.Breakage> get() {
                return new RaiseBreakageProcessor(telling, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new NotifierStores(serdes).raiseBreakage();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, dev.tidemark.schemas.event.Breakage> initialised) {
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
            context.commit();
        }
    }

    private void look(SetBreakages ledger, Breakage due, Instant now) {
        switch (TellBreakage.look(ledger, due, telling.owners(), telling.pace(), now)) {
            case Look.Quiet(Breakage kept) -> apply(ledger, new Change.BreakageKept(kept), null);
            case Look.Told(Publication publication) -> {
                apply(ledger, new Change.BreakageKept(publication.breakage()), null);
                tell(ledger.set(), publication);
            }
            case Look.Forgotten(String id) -> {
                stores.lastTold(ledger.set(), id).ifPresent(last -> {
                    LOG.atInfo().addKeyValue("breakage", id).log("breakage forgotten");
                    forward(id, null, BreakageCodec.headers(last.getWave(), last.getSet()), Optional.empty());
                });
                apply(ledger, new Change.BreakageDropped(id), null);
            }
        }
    }

    private void tell(String set, Publication publication) {
        Breakage breakage = publication.breakage();
        dev.tidemark.schemas.event.Breakage event = publication.regressed().isEmpty()
                ? BreakageCodec.resolved(
                        publication,
                        stores.lastTold(set, breakage.id())
                                .orElseThrow(() -> new AssertionError("what is resolved was told of")))
                : BreakageCodec.standing(
                        set,
                        publication,
                        stores.proofs(
                                set,
                                breakage.id(),
                                publication.regressed().stream()
                                        .limit(BreakageCodec.NAMED)
                                        .toList()),
                        telling.scopes(
                                set,
                                publication.regressed().stream()
                                        .map(Finding::job)
                                        .toList()));
        stores.told(event);
        String what = publication.isNews() ? event.getState().name().toLowerCase(Locale.ROOT) : "changed";
        metrics.counter("notifier.breakages." + what).inc();
        LOG.atInfo()
                .addKeyValue("breakage", breakage.id())
                .addKeyValue("set", set)
                .addKeyValue("wave", event.getWave())
                .addKeyValue("regressed", event.getRegressedCount())
                .addKeyValue("blocked", event.getBlockedCount())
                .addKeyValue("traceparent", breakage.course().traceparent().orElse(null))
                .log("breakage {}", what);
        forward(
                breakage.id(),
                event,
                BreakageCodec.headers(event),
                breakage.course().traceparent().map(Trace::new));
    }

    private void forward(
            String id, dev.tidemark.schemas.event.@Nullable Breakage breakage, Headers headers, Optional<Trace> trace) {
        trace.ifPresent(present -> present.into(headers));
        context.forward(new Record<>(id, breakage, context.currentSystemTimeMs(), headers));
    }
}
