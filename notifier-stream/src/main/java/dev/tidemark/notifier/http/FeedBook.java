package dev.tidemark.notifier.http;

import dev.tidemark.notifier.codec.CardCodec;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.codec.NoticeCardCodec;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.NoticeCard;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.TopicFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What feeds show, folded from the topics: breakages as they are now, what is coming, and whom each concerns. Safe for any thread. */
public final class FeedBook {

    /** How many entries of a kind a feed has. */
    static final int ENTRIES = 50;

    /** Of how many waves that were announced it is known what they are built in: the newest. */
    static final int ANNOUNCED = 10_000;

    private final ConcurrentHashMap<String, BreakageCard> breakages = new ConcurrentHashMap<>();
    /** By subject, such as {@code packages/demo:csv}: identities of breakages. */
    private final Map<String, NavigableSet<String>> subjects = new ConcurrentHashMap<>();
    /** By person and breakage. */
    private final Map<String, NavigableMap<String, Note>> notes = new ConcurrentHashMap<>();

    /** By wave, in the order in which they were announced. */
    private final Map<String, Coming> coming = new LinkedHashMap<>();

    /**
     * A wave that was announced.
     *
     * @param workspace names what its jobs are built in; empty where the set's graph is the truth
     */
    record Coming(String set, String workspace) {}

    /** An entry of a feed. */
    sealed interface Item {

        /** Names it among all. */
        String id();

        /** When it was told last. */
        Instant changed();

        /**
         * A breakage.
         *
         * @param reasons why the feed's owner is told; empty in feeds that are nobody's own
         */
        record OfBreakage(BreakageCard card, List<Reason> reasons) implements Item {
            @Override
            public String id() {
                return card.name().id();
            }

            @Override
            public Instant changed() {
                return card.times().changed();
            }
        }

        /** What is coming at the feed's owner. */
        record OfNotice(NoticeCard card, List<Reason> reasons) implements Item {
            @Override
            public String id() {
                return card.name().id();
            }

            @Override
            public Instant changed() {
                return card.name().at();
            }
        }
    }

    /** @param notice what is coming; empty of a breakage, which is looked up */
    private record Note(Instant at, List<Reason> reasons, Optional<NoticeCard> notice) {}

    /** What reads breakages. */
    public TopicFeed<Breakage> breakages(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm, Topics.BREAKAGE, serdes.of(Breakage.class).deserializer(), (key, value, at) -> take(key, value));
    }

    /** What reads inboxes. */
    public TopicFeed<InboxEntry> inboxes(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm, Topics.INBOX, serdes.of(InboxEntry.class).deserializer(), (key, value, at) -> take(value));
    }

    /** What reads what was announced. */
    public TopicFeed<Notice> notices(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm, Topics.NOTICE, serdes.of(Notice.class).deserializer(), (key, value, at) -> take(value));
    }

    void take(@Nullable Notice part) {
        if (part == null) {
            return;
        }
        synchronized (coming) {
            coming.put(part.getWave(), new Coming(part.getSet(), part.getWorkspace()));
            if (coming.size() > ANNOUNCED) {
                coming.remove(coming.keySet().iterator().next());
            }
        }
    }

    /** A wave that was announced; empty when it was not. */
    Optional<Coming> coming(String wave) {
        synchronized (coming) {
            return Optional.ofNullable(coming.get(wave));
        }
    }

    void take(String id, @Nullable Breakage value) {
        if (value == null) {
            Optional.ofNullable(breakages.remove(id))
                    .ifPresent(gone -> subjects(gone)
                            .forEach(subject -> subjects.computeIfPresent(subject, (same, ids) -> without(ids, id))));
            return;
        }
        BreakageCard card = CardCodec.card(value);
        BreakageCard before = breakages.put(id, card);
        Set<String> now = subjects(card).collect(Collectors.toSet());
        now.forEach(subject -> subjects.compute(subject, (same, ids) -> with(ids, id)));
        if (before != null) {
            subjects(before)
                    .filter(subject -> !now.contains(subject))
                    .forEach(subject -> subjects.computeIfPresent(subject, (same, ids) -> without(ids, id)));
        }
    }

    private static NavigableSet<String> with(@Nullable NavigableSet<String> ids, String id) {
        NavigableSet<String> more = ids == null ? new TreeSet<>() : new TreeSet<>(ids);
        more.add(id);
        return more;
    }

    private static @Nullable NavigableSet<String> without(NavigableSet<String> ids, String id) {
        NavigableSet<String> fewer = new TreeSet<>(ids);
        fewer.remove(id);
        return fewer.isEmpty() ? null : fewer;
    }

    private static Stream<String> subjects(BreakageCard card) {
        String set = card.name().set();
        return Stream.of(
                        card.broken().stream()
                                .map(job -> "packages/" + set + ":" + job.what().attribute()),
                        card.blamed().stream().map(bump -> "packages/" + set + ":" + bump.attribute()),
                        card.blocked().stream().map(attribute -> "packages/" + set + ":" + attribute),
                        card.name().scopes().stream().map(scope -> "scopes/" + scope),
                        card.name().waves().stream().map(wave -> "waves/" + wave),
                        Stream.of("waves/" + card.name().wave(), "sets/" + set))
                .flatMap(names -> names)
                .distinct();
    }

    void take(@Nullable InboxEntry entry) {
        if (entry == null || entry.getKind() != InboxKind.NOTE) {
            return;
        }
        for (Concern concern : entry.getConcerns()) {
            ConcernCodec.about(concern)
                    .ifPresent(about -> notes.compute(entry.getPerson(), (same, before) -> {
                        NavigableMap<String, Note> more = before == null ? new TreeMap<>() : new TreeMap<>(before);
                        Note note = new Note(
                                entry.getAt(),
                                concern.getReasons().stream()
                                        .map(ConcernCodec::reason)
                                        .toList(),
                                NoticeCardCodec.card(concern));
                        more.put(about, note);
                        dropOldest(more, note.notice().isPresent());
                        return more;
                    }));
        }
    }

    /** What is coming pushes out no breakage, nor the other way round. */
    private static void dropOldest(NavigableMap<String, Note> notes, boolean ofNotices) {
        List<Map.Entry<String, Note>> kind = notes.entrySet().stream()
                .filter(note -> note.getValue().notice().isPresent() == ofNotices)
                .toList();
        if (kind.size() > ENTRIES) {
            kind.stream()
                    .min(Comparator.comparing(note -> note.getValue().at()))
                    .map(Map.Entry::getKey)
                    .ifPresent(notes::remove);
        }
    }

    /** The newest of a breakage that is known; empty when there is none. */
    public Optional<BreakageCard> breakage(String id) {
        return Optional.ofNullable(breakages.get(id));
    }

    /** What concerns somebody, the newest first. */
    List<Item> ofPerson(String person) {
        List<Item> items = new ArrayList<>();
        notes.getOrDefault(person, new TreeMap<>())
                .forEach((id, note) -> note.notice()
                        .<Item>map(card -> new Item.OfNotice(card, note.reasons()))
                        .or(() -> breakage(id).map(card -> new Item.OfBreakage(card, note.reasons())))
                        .ifPresent(items::add));
        return newest(items, 2 * ENTRIES);
    }

    /** What is of a subject, such as {@code packages/demo:csv}, the newest first. */
    List<Item> ofSubject(String subject) {
        return newest(
                subjects.getOrDefault(subject, new TreeSet<>()).stream()
                        .flatMap(id -> breakage(id).stream())
                        .<Item>map(card -> new Item.OfBreakage(card, List.of()))
                        .toList(),
                ENTRIES);
    }

    private static List<Item> newest(List<Item> items, int most) {
        return items.stream()
                .sorted(Comparator.comparing(Item::changed).reversed().thenComparing(Item::id))
                .limit(most)
                .toList();
    }
}
