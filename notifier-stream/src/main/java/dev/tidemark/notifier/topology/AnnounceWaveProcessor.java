package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.FindReached;
import dev.tidemark.notifier.people.FindReached.Stake;
import dev.tidemark.notifier.people.Reached;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.store.AnnouncedWave;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of {@link FindReached}: notices in, whom they concern out. Keyed by wave. With its last part a notice is told; a second time it is
 * not.
 */
final class AnnounceWaveProcessor implements Processor<String, Notice, String, Concern> {

    private static final Logger LOG = LoggerFactory.getLogger(AnnounceWaveProcessor.class);
    private static final Duration FORGET_INTERVAL = Duration.ofHours(1);
    /** As long as the topic keeps notices. */
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private final Directory directory;
    private final MetricRegistry metrics;
    private ProcessorContext<String, Concern> context;
    private KeyValueStore<String, Notice> parts;
    private KeyValueStore<String, AnnouncedWave> announced;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AnnounceWaveProcessor(Directory directory, MetricRegistry metrics) {
        this.directory = directory;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, Notice, String, Concern> supplier(
            EventSerdes serdes, Directory directory, MetricRegistry metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Notice, String, Concern> get() {
                return new AnnounceWaveProcessor(directory, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new NotifierStores(serdes).announceWave();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Concern> initialised) {
        context = initialised;
        parts = initialised.getStateStore(NotifierStores.NOTICE_PARTS);
        announced = initialised.getStateStore(NotifierStores.ANNOUNCED_WAVES);
        initialised.schedule(
                FORGET_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> forget(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, Notice> record) {
        Notice part = record.value();
        if (part == null || announced.get(part.getWave()) != null) {
            return;
        }
        if (part.getPart() < 1 || part.getPart() > part.getParts()) {
            throw new UndecidableException("the notice of the wave %s says that it is part %d of %d"
                    .formatted(part.getWave(), part.getPart(), part.getParts()));
        }
        if (part.getPart() < part.getParts()) {
            parts.put(key(part), part);
            return;
        }
        announce(record, part);
    }

    /** One part follows the other: what is missing now was a dead letter. */
    private void announce(Record<String, Notice> record, Notice last) {
        List<Notice> all = takeParts(last.getWave());
        all.add(last);
        if (all.size() < last.getParts()) {
            LOG.atWarn()
                    .addKeyValue("wave", last.getWave())
                    .addKeyValue("parts", last.getParts())
                    .addKeyValue("missing", last.getParts() - all.size())
                    .log("not all parts of a notice can be read; those are told whom the others name");
        }
        FindReached people = new FindReached(last.getSet(), last.getWave(), directory);
        all.forEach(
                part -> part.getReached().stream().map(ConcernCodec::reached).forEach(people::add));
        SortedMap<String, Stake> found = people.found();
        Map<String, ReachedPackage> named = named(all, found);
        Notice whole = Notice.newBuilder(last).setReached(List.of()).build(); // It is copied for each person.
        found.forEach((person, stake) -> context.forward(new Record<>(
                person,
                ConcernCodec.concern(person, stake, whole, named),
                context.currentSystemTimeMs(),
                new RecordHeaders(record.headers()))));
        announced.put(last.getWave(), new AnnouncedWave(Instant.ofEpochMilli(context.currentSystemTimeMs())));
        metrics.counter("notifier.notices").inc();
        LOG.atInfo()
                .addKeyValue("wave", last.getWave())
                .addKeyValue("set", last.getSet())
                .addKeyValue("packages", last.getPackages())
                .addKeyValue("people", found.size())
                .log("wave announced");
    }

    private List<Notice> takeParts(String wave) {
        List<Notice> all = new ArrayList<>();
        try (KeyValueIterator<String, Notice> stored = parts.prefixScan(wave + "/", new StringSerializer())) {
            stored.forEachRemaining(row -> all.add(row.value));
        }
        all.forEach(part -> parts.delete(key(part)));
        return all;
    }

    private static Map<String, ReachedPackage> named(List<Notice> all, SortedMap<String, Stake> found) {
        Set<String> wanted = new HashSet<>();
        found.values()
                .forEach(stake -> stake.named().stream().map(Reached::attribute).forEach(wanted::add));
        Map<String, ReachedPackage> named = new HashMap<>();
        all.forEach(part -> part.getReached().stream()
                .filter(reached -> wanted.contains(reached.getAttribute()))
                .forEach(reached -> named.put(reached.getAttribute(), reached)));
        return named;
    }

    /** In the order of the parts. */
    private static String key(Notice part) {
        return "%s/%06d".formatted(part.getWave(), part.getPart());
    }

    private void forget(Instant now) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, AnnouncedWave> all = announced.all()) {
            all.forEachRemaining(row -> {
                if (row.value.getAt().plus(REMEMBERED).isBefore(now)) {
                    old.add(row.key);
                }
            });
        }
        old.forEach(announced::delete);
        List<String> stray = new ArrayList<>();
        try (KeyValueIterator<String, Notice> all = parts.all()) {
            all.forEachRemaining(row -> {
                if (row.value.getAt().plus(REMEMBERED).isBefore(now)) {
                    stray.add(row.key); // The last part of its notice was a dead letter.
                }
            });
        }
        stray.forEach(parts::delete);
    }
}
