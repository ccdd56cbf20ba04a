package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.codec.PersonCodec;
import dev.tidemark.notifier.codec.SubscriptionCodec;
import dev.tidemark.notifier.people.AddressPeople;
import dev.tidemark.notifier.people.AddressPeople.Decision;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.notifier.people.PersonLedger;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.MetricName;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The shell of {@link AddressPeople}: concerns and wishes in, inbox entries out. Keyed by person. A person is rebuilt from the stores when
 * they are first asked for.
 */
final class AddressPeopleProcessor implements Processor<String, SpecificRecord, String, InboxEntry> {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);
    /** All weekly messages are due at once: so many people are told in one transaction. */
    private static final int MOST_A_LOOK = 100;

    private final Telling telling;
    private final MetricRegistry metrics;
    private final TreeMap<String, PersonLedger> people = new TreeMap<>();
    private final TreeMap<String, Instant> dues = new TreeMap<>();
    private final TreeSet<Due> soonest = new TreeSet<>();
    private boolean allRead;
    private int toldSinceLook;
    private ProcessorContext<String, InboxEntry> context;
    private PersonStores stores;

    private record Due(Instant at, String person) implements Comparable<Due> {
        private static final Comparator<Due> ORDER =
                Comparator.comparing(Due::at).thenComparing(Due::person);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private AddressPeopleProcessor(Telling telling, MetricRegistry metrics) {
        this.telling = telling;
        this.metrics = metrics;
    }

    static ProcessorSupplier<String, SpecificRecord, String, InboxEntry> supplier(
            EventSerdes serdes, Telling telling, MetricRegistry metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, InboxEntry> get() {
                return new AddressPeopleProcessor(telling, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new NotifierStores(serdes).addressPeople();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, InboxEntry> initialised) {
        context = initialised;
        stores = new PersonStores(initialised);
        allRead = false;
        initialised.schedule(LOOK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> {
            toldSinceLook = 0;
            look(Instant.ofEpochMilli(now));
        });
    }

    /** Its people are of a task that is gone, or will be another's. */
    @Override
    public void close() {
        people.clear();
        dues.clear();
        soonest.clear();
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        @Nullable SpecificRecord value = record.value();
        switch (value) {
            case Concern concern -> hear(record, concern);
            case Subscription said -> wish(record.key(), said);
            case null -> {
                stores.takeBack(record.key());
                renew(Routing.personOf(record.key()));
            }
            default -> throw new AssertionError("nothing else is read: " + value.getSchema());
        }
    }

    private void wish(String key, Subscription said) {
        try {
            SubscriptionCodec.check(said);
        } catch (RuntimeException e) {
            throw new UndecidableException("the wish %s cannot be understood: %s".formatted(key, e.getMessage()), e);
        }
        stores.put(key, said);
        renew(Routing.personOf(key));
    }

    private void renew(String person) {
        PersonLedger ledger = people.get(person);
        if (ledger != null) {
            ledger.wishes(stores.wishes(person, telling.grouping()));
            schedule(ledger);
        }
    }

    private void hear(Record<String, SpecificRecord> record, Concern concern) {
        PersonLedger ledger;
        Decision decision;
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        try {
            ledger = ledger(concern.getPerson());
            decision = ConcernCodec.word(concern)
                    .map(word -> AddressPeople.hear(ledger, word, now))
                    .or(() -> concern.getWaveOver().map(wave -> AddressPeople.waveOver(ledger, wave, now)))
                    .orElseThrow(() -> new IllegalArgumentException("it tells nothing that this program knows"));
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            throw new UndecidableException(
                    "what concerns %s cannot be told: %s".formatted(record.key(), e.getMessage()), e);
        }
        Optional<Concern> newest =
                Optional.of(concern).filter(told -> ConcernCodec.about(told).isPresent());
        apply(ledger, decision, newest, Trace.from(record.headers()), now);
        look(now);
    }

    private PersonLedger ledger(String person) {
        return people.computeIfAbsent(person, first -> stores.ledger(first, telling.grouping()));
    }

    /** Who is left out is told at the next look. */
    private void look(Instant now) {
        if (!allRead) {
            stores.people().forEach(person -> schedule(ledger(person)));
            allRead = true;
        }
        int before = toldSinceLook;
        while (toldSinceLook < MOST_A_LOOK
                && !soonest.isEmpty()
                && !soonest.first().at().isAfter(now)) {
            PersonLedger ledger = ledger(soonest.first().person());
            apply(ledger, AddressPeople.tick(ledger, now), Optional.empty(), Optional.empty(), now);
            toldSinceLook++;
        }
        if (toldSinceLook > before) {
            context.commit();
        }
    }

    private void schedule(PersonLedger ledger) {
        Instant before = dues.remove(ledger.person());
        if (before != null) {
            soonest.remove(new Due(before, ledger.person()));
        }
        ledger.due().ifPresent(at -> {
            dues.put(ledger.person(), at);
            soonest.add(new Due(at, ledger.person()));
        });
    }

    /** @param newest what the decision is due to, where it has a name: it is not kept yet */
    private void apply(
            PersonLedger ledger, Decision decision, Optional<Concern> newest, Optional<Trace> trace, Instant now) {
        String person = ledger.person();
        List<InboxEntry> told = decision.entries().stream()
                .map(entry -> PersonCodec.event(person, entry, concerns(person, entry, newest), now))
                .toList();
        decision.changes().forEach(change -> {
            ledger.apply(change);
            stores.apply(person, change, newest);
        });
        schedule(ledger);
        told.forEach(entry -> forward(entry, trace));
    }

    private List<Concern> concerns(String person, Entry entry, Optional<Concern> newest) {
        return entry.about().stream()
                .map(about -> newest.filter(concern -> ConcernCodec.about(concern)
                                .filter(about::equals)
                                .isPresent())
                        .orElseGet(() -> stores.newest(person, about)))
                .toList();
    }

    private void forward(InboxEntry entry, Optional<Trace> trace) {
        String kind = entry.getKind().name().toLowerCase(Locale.ROOT);
        metrics.counter(MetricName.of("notifier.inbox").with("kind", kind).toString())
                .inc();
        RecordHeaders headers = new RecordHeaders();
        trace.ifPresent(present -> present.into(headers));
        context.forward(new Record<>(entry.getPerson(), entry, entry.getAt().toEpochMilli(), headers));
    }
}
