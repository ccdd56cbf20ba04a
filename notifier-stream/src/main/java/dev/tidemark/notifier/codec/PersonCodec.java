package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.people.Entry;
import dev.tidemark.notifier.people.Heard;
import dev.tidemark.notifier.people.Heard.Said;
import dev.tidemark.notifier.people.Heard.Waiting;
import dev.tidemark.notifier.people.PersonChange;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.DigestKind;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.store.DeskEntry;
import dev.tidemark.schemas.store.GroupFlush;
import dev.tidemark.schemas.store.WordEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is kept of a person, and what they are told. What is kept is read back as it was. */
public final class PersonCodec {

    /** More breakages than that are told of without their logs, so that no entry grows too large. */
    private static final int WITH_LOGS = 5;

    private static final String GROUP = "GROUP";
    private static final String DAY = "DAY";
    private static final String WEEK = "WEEK";
    private static final String WAVE = "WAVE";
    private static final String LIMIT = "LIMIT";
    private static final String MUTE = "MUTE";

    private PersonCodec() {}

    /** What somebody was told of something, as it is kept. */
    public static WordEntry entry(Heard heard, Concern newest) {
        WordEntry.Builder entry = WordEntry.newBuilder().setNewest(newest).setHeardAt(heard.at());
        heard.said()
                .ifPresent(said -> entry.setToldChange(said.change())
                        .setToldByMessage(said.byMessage())
                        .setToldAt(said.at()));
        heard.waiting().ifPresent(waiting -> {
            switch (waiting) {
                case Waiting.Gathering(String group, Instant until) ->
                    entry.setWaitsFor(GROUP).setWaitsIn(group).setWaitsUntil(until);
                case Waiting.Day(Instant until) -> entry.setWaitsFor(DAY).setWaitsUntil(until);
                case Waiting.Week(Instant until) -> entry.setWaitsFor(WEEK).setWaitsUntil(until);
                case Waiting.WaveEnd(String wave) -> entry.setWaitsFor(WAVE).setWaitsIn(wave);
                case Waiting.MuteEnd mute -> entry.setWaitsFor(MUTE);
                case Waiting.Limit(Instant until) -> entry.setWaitsFor(LIMIT).setWaitsUntil(until);
            }
        });
        return entry.build();
    }

    /** What somebody was told of something, as it was kept. */
    public static Heard heard(WordEntry entry) {
        Concern newest = entry.getNewest();
        Optional<Said> said =
                entry.getToldAt().map(at -> new Said(entry.getToldChange(), entry.getToldByMessage(), at));
        return new Heard(
                ConcernCodec.word(newest)
                        .orElseThrow(() -> new IllegalArgumentException("what is kept is of a breakage or a notice")),
                entry.getHeardAt(),
                said,
                entry.getWaitsFor().map(what -> waiting(what, entry)));
    }

    private static Waiting waiting(String what, WordEntry entry) {
        return switch (what) {
            case GROUP -> new Waiting.Gathering(entry.getWaitsIn().orElseThrow(), until(entry));
            case DAY -> new Waiting.Day(until(entry));
            case WEEK -> new Waiting.Week(until(entry));
            case WAVE -> new Waiting.WaveEnd(entry.getWaitsIn().orElseThrow());
            case MUTE -> new Waiting.MuteEnd();
            case LIMIT -> new Waiting.Limit(until(entry));
            default -> throw new IllegalArgumentException("nothing waits for " + what);
        };
    }

    private static Instant until(WordEntry entry) {
        return entry.getWaitsUntil().orElseThrow();
    }

    /** What was sent to somebody, as it is kept. */
    public static DeskEntry entry(PersonChange.DeskKept desk) {
        return new DeskEntry(
                desk.sent(),
                desk.groups().entrySet().stream()
                        .map(group -> new GroupFlush(group.getKey(), group.getValue()))
                        .toList(),
                desk.notices());
    }

    /** The same as it was kept. */
    public static PersonChange.DeskKept desk(DeskEntry entry) {
        TreeMap<String, Instant> groups = new TreeMap<>();
        entry.getGroups().forEach(group -> groups.put(group.getGroup(), group.getAt()));
        return new PersonChange.DeskKept(entry.getSent(), groups, entry.getNotices());
    }

    /**
     * What somebody is told.
     *
     * @param concerns what the entry names, in its order
     */
    public static InboxEntry event(String person, Entry entry, List<Concern> concerns, Instant now) {
        return InboxEntry.newBuilder()
                .setPerson(person)
                .setEntry(entry.name())
                .setAt(now)
                .setKind(
                        switch (entry.kind()) {
                            case NOTE -> InboxKind.NOTE;
                            case MESSAGE -> InboxKind.MESSAGE;
                            case DIGEST_OF_DAY, DIGEST_OF_WEEK, DIGEST_OF_WAVE, DIGEST_OF_LIMIT -> InboxKind.DIGEST;
                            case REMINDER -> InboxKind.REMINDER;
                        })
                .setDigest(
                        switch (entry.kind()) {
                            case NOTE, MESSAGE, REMINDER -> null;
                            case DIGEST_OF_DAY -> DigestKind.DAILY;
                            case DIGEST_OF_WEEK -> DigestKind.WEEKLY;
                            case DIGEST_OF_WAVE -> DigestKind.WAVE;
                            case DIGEST_OF_LIMIT -> DigestKind.LIMIT;
                        })
                .setConcerns(
                        concerns.size() <= WITH_LOGS
                                ? concerns
                                : concerns.stream().map(ConcernCodec::brief).toList())
                .setMore(entry.more())
                .build();
    }
}
