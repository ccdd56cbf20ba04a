package dev.tidemark.notifier.topology;

import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.store.AnnouncedWave;
import dev.tidemark.schemas.store.BlockedEntry;
import dev.tidemark.schemas.store.BreakageEntry;
import dev.tidemark.schemas.store.CarriedWave;
import dev.tidemark.schemas.store.ConcernedEntry;
import dev.tidemark.schemas.store.DeskEntry;
import dev.tidemark.schemas.store.EndingWave;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.store.GreenPackage;
import dev.tidemark.schemas.store.HeardWave;
import dev.tidemark.schemas.store.JobAnswer;
import dev.tidemark.schemas.store.WordEntry;
import dev.tidemark.schemas.wire.EventSerdes;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The notifier's stores: persistent, backed by changelog topics, each the plural of what it holds. */
final class NotifierStores {

    /** Key {@code wave/part}: a notice of which not all parts have come. */
    static final String NOTICE_PARTS = "notice-parts";
    /** Key: the wave. */
    static final String ANNOUNCED_WAVES = "announced-waves";
    /** Key {@code wave/job}: how it stands, by its name, for jobs that do. */
    static final String STANDING_JOBS = "job-standings";
    /** Key: the wave. */
    static final String HEARD_WAVES = "heard-waves";
    /** Key {@code set/breakage}. */
    static final String BREAKAGES = "breakages";
    /** Key {@code set/breakage}: as everybody was told last. */
    static final String TOLD_BREAKAGES = "told-breakages";
    /** Key {@code set/breakage/wave/job}. */
    static final String FINDINGS = "findings";
    /** Key {@code set/wave/job}. */
    static final String BLOCKED_JOBS = "blocked-jobs";
    /** Key {@code set/wave}. */
    static final String CARRIED_WAVES = "carried-waves";
    /** Key {@code set/attribute}. */
    static final String GREEN_PACKAGES = "green-packages";
    /** Key {@code set/wave/job}. */
    static final String JOB_ANSWERS = "job-answers";

    /** Key {@code set/breakage/person}. */
    static final String CONCERNED_PEOPLE = "concerned-people";
    /** Key {@code set/wave}. */
    static final String ENDING_WAVES = "ending-waves";
    /** Key {@code person/rule}. */
    static final String SUBSCRIPTIONS = "subscriptions";
    /** Key {@code person/breakage}. */
    static final String HEARD_WORDS = "heard-words";
    /** Key: the person. */
    static final String DESKS = "desks";

    private final EventSerdes serdes;

    NotifierStores(EventSerdes serdes) {
        this.serdes = serdes;
    }

    Set<StoreBuilder<?>> gatherJudgements() {
        return ordered(List.of(store(STANDING_JOBS, Serdes.String()), store(HEARD_WAVES, HeardWave.class)));
    }

    Set<StoreBuilder<?>> announceWave() {
        return ordered(List.of(store(NOTICE_PARTS, Notice.class), store(ANNOUNCED_WAVES, AnnouncedWave.class)));
    }

    Set<StoreBuilder<?>> raiseBreakage() {
        return ordered(List.of(
                store(BREAKAGES, BreakageEntry.class),
                store(TOLD_BREAKAGES, Breakage.class),
                store(FINDINGS, FindingEntry.class),
                store(BLOCKED_JOBS, BlockedEntry.class),
                store(CARRIED_WAVES, CarriedWave.class),
                store(GREEN_PACKAGES, GreenPackage.class),
                store(JOB_ANSWERS, JobAnswer.class),
                store(ENDING_WAVES, EndingWave.class),
                store(CONCERNED_PEOPLE, ConcernedEntry.class)));
    }

    Set<StoreBuilder<?>> addressPeople() {
        return ordered(List.of(
                store(SUBSCRIPTIONS, Subscription.class),
                store(HEARD_WORDS, WordEntry.class),
                store(DESKS, DeskEntry.class)));
    }

    private static Set<StoreBuilder<?>> ordered(List<StoreBuilder<?>> stores) {
        Set<StoreBuilder<?>> ordered = new TreeSet<>(Comparator.comparing(StoreBuilder::name));
        ordered.addAll(stores);
        return ordered;
    }

    private <T extends SpecificRecord> StoreBuilder<KeyValueStore<String, T>> store(String name, Class<T> type) {
        return store(name, serdes.of(type));
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingDisabled();
    }
}
