package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.codec.PersonCodec;
import dev.tidemark.notifier.codec.SubscriptionCodec;
import dev.tidemark.notifier.people.Heard;
import dev.tidemark.notifier.people.PersonChange;
import dev.tidemark.notifier.people.PersonLedger;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.store.DeskEntry;
import dev.tidemark.schemas.store.WordEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What {@link AddressPeopleProcessor} keeps of people. Belongs to one task. */
final class PersonStores {

    private final KeyValueStore<String, Subscription> subscriptions;
    private final KeyValueStore<String, WordEntry> words;
    private final KeyValueStore<String, DeskEntry> desks;

    PersonStores(ProcessorContext<?, ?> context) {
        subscriptions = context.getStateStore(NotifierStores.SUBSCRIPTIONS);
        words = context.getStateStore(NotifierStores.HEARD_WORDS);
        desks = context.getStateStore(NotifierStores.DESKS);
    }

    /** People of whom anything is kept that time may do something about, in alphabetical order. */
    SortedSet<String> people() {
        SortedSet<String> people = new TreeSet<>();
        try (KeyValueIterator<String, WordEntry> all = words.all()) {
            all.forEachRemaining(row -> people.add(row.value.getNewest().getPerson()));
        }
        return people;
    }

    /** A person as everything that is stored says. */
    PersonLedger ledger(String person, Wishes.Grouping usual) {
        PersonLedger ledger = new PersonLedger(person, usual);
        ledger.wishes(wishes(person, usual));
        try (KeyValueIterator<String, WordEntry> all = scan(words, person)) {
            all.forEachRemaining(row -> ledger.apply(new PersonChange.HeardKept(PersonCodec.heard(row.value))));
        }
        Optional.ofNullable(desks.get(person)).map(PersonCodec::desk).ifPresent(ledger::apply);
        return ledger;
    }

    Wishes wishes(String person, Wishes.Grouping usual) {
        List<Subscription> said = new ArrayList<>();
        try (KeyValueIterator<String, Subscription> all = scan(subscriptions, person)) {
            all.forEachRemaining(row -> said.add(row.value));
        }
        return SubscriptionCodec.wishes(said, usual);
    }

    private static <T> KeyValueIterator<String, T> scan(KeyValueStore<String, T> store, String person) {
        return store.prefixScan(person + "/", new StringSerializer());
    }

    void put(String key, Subscription said) {
        subscriptions.put(key, said);
    }

    void takeBack(String key) {
        subscriptions.delete(key);
    }

    /** @param newest what the change is due to, where it is one */
    void apply(String person, PersonChange change, Optional<Concern> newest) {
        switch (change) {
            case PersonChange.HeardKept(Heard heard) -> {
                String about = heard.newest().about();
                words.put(
                        key(person, about),
                        PersonCodec.entry(
                                heard,
                                newest.filter(concern -> ConcernCodec.about(concern)
                                                .filter(about::equals)
                                                .isPresent())
                                        .orElseGet(() -> newest(person, about))));
            }
            case PersonChange.HeardDropped(String about) -> words.delete(key(person, about));
            case PersonChange.DeskKept desk -> desks.put(person, PersonCodec.entry(desk));
        }
    }

    /** What somebody heard last of something. */
    Concern newest(String person, String about) {
        return Optional.ofNullable(words.get(key(person, about)))
                .map(WordEntry::getNewest)
                .orElseThrow(() -> new AssertionError("what is told was heard"));
    }

    private static String key(String person, String about) {
        return person + "/" + about;
    }
}
