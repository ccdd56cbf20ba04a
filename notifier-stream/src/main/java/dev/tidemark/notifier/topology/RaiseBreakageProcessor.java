package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.BreakageChange;
import dev.tidemark.notifier.breakage.JudgedJob;
import dev.tidemark.notifier.breakage.RaiseBreakage;
import dev.tidemark.notifier.codec.BreakageCodec;
import dev.tidemark.notifier.codec.JobCodec;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.streams.UndecidableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The shell of {@link RaiseBreakage}: jobs in, breakages and their tombstones out. Keyed by wave. Keeps the jobs that
 * stand, and no others.
 */
final class RaiseBreakageProcessor implements Processor<String, Job, String, dev.tidemark.schemas.event.Breakage> {

    static final String STANDING_JOBS = "standing-jobs";
    private static final Logger LOG = LoggerFactory.getLogger(RaiseBreakageProcessor.class);

    private final MetricRegistry metrics;
    private ProcessorContext<String, dev.tidemark.schemas.event.Breakage> context;
    private KeyValueStore<String, Job> standingJobs;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private RaiseBreakageProcessor(MetricRegistry metrics) {
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, Job, String, dev.tidemark.schemas.event.Breakage> supplier(
            EventSerdes serdes, MetricRegistry metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Job, String, dev.tidemark.schemas.event.Breakage> get() {
                return new RaiseBreakageProcessor(metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STANDING_JOBS), Serdes.String(), serdes.of(Job.class))
                        .withCachingDisabled());
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, dev.tidemark.schemas.event.Breakage> initialised) {
        context = initialised;
        standingJobs = initialised.getStateStore(STANDING_JOBS);
    }

    @Override
    public void process(Record<String, Job> record) {
        Job event = record.value();
        if (event == null) {
            standingJobs.delete(record.key());
            return;
        }
        JudgedJob judged;
        List<BreakageChange> changes;
        try {
            judged = JobCodec.judged(event);
            changes = RaiseBreakage.decide(new StoredWave(event.getWave(), event.getSet()), judged);
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw new UndecidableException("the job " + record.key() + " cannot be judged: " + e.getMessage(), e);
        }
        if (judged instanceof JudgedJob.Other) {
            standingJobs.delete(record.key());
        } else {
            standingJobs.put(record.key(), event);
        }
        changes.forEach(change -> tell(event, change, Trace.from(record.headers())));
        if (!changes.isEmpty()) {
            context.commit();
        }
    }

    private void tell(Job event, BreakageChange change, Optional<Trace> trace) {
        switch (change) {
            case BreakageChange.Raised(Breakage breakage) -> tell("raised", event, breakage, trace);
            case BreakageChange.Changed(Breakage breakage) -> tell("changed", event, breakage, trace);
            case BreakageChange.Withdrawn(String id) -> {
                note("withdrawn", event, id, trace).log("breakage withdrawn: nothing regressed of this cause any more");
                forward(id, null, BreakageCodec.headers(event.getWave(), event.getSet()), trace);
            }
        }
    }

    private void tell(String what, Job event, Breakage breakage, Optional<Trace> trace) {
        note(what, event, breakage.id(), trace)
                .addKeyValue("regressed", breakage.regressed().size())
                .addKeyValue("blocked", breakage.blocked().size())
                .log("breakage {}", what);
        forward(
                breakage.id(),
                BreakageCodec.event(event.getWave(), event.getSet(), breakage),
                BreakageCodec.headers(event.getWave(), event.getSet(), breakage),
                trace);
    }

    private LoggingEventBuilder note(String what, Job event, String breakage, Optional<Trace> trace) {
        metrics.counter("notifier.breakages." + what).inc();
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("breakage", breakage)
                .addKeyValue("set", event.getSet())
                .addKeyValue("wave", event.getWave());
        return trace.map(present -> line.addKeyValue("traceparent", present.traceparent()))
                .orElse(line);
    }

    private void forward(
            String id, dev.tidemark.schemas.event.@Nullable Breakage breakage, Headers headers, Optional<Trace> trace) {
        trace.ifPresent(present -> present.into(headers));
        context.forward(new Record<>(id, breakage, context.currentSystemTimeMs(), headers));
    }

    private final class StoredWave implements RaiseBreakage.WaveView {
        private final String wave;
        private final String set;

        StoredWave(String wave, String set) {
            this.wave = wave;
            this.set = set;
        }

        @Override
        public String set() {
            return set;
        }

        @Override
        public Optional<JudgedJob> standing(JobId job) {
            return Optional.ofNullable(standingJobs.get(wave + "/" + job)).map(JobCodec::judged);
        }

        @Override
        public List<JudgedJob> allStanding() {
            List<JudgedJob> standing = new ArrayList<>();
            try (KeyValueIterator<String, Job> rows = standingJobs.prefixScan(wave + "/", new StringSerializer())) {
                rows.forEachRemaining(row -> standing.add(JobCodec.judged(row.value)));
            }
            return standing;
        }
    }
}
