package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.notifier.letter.Letter;
import dev.tidemark.notifier.letter.LetterModel;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.NoticeCard;
import dev.tidemark.notifier.letter.NoticeModel;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.Templates.Kind;
import dev.tidemark.notifier.letter.Why;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Inbox entries as letters. */
public final class LetterCodec {

    private static final int SUBJECT = 160;

    private final Templates templates;
    private final Links links;
    private final WishLinks wishes;

    public LetterCodec(Templates templates, Links links, WishLinks wishes) {
        this.templates = templates;
        this.links = links;
        this.wishes = wishes;
    }

    /** What somebody is sent by mail. */
    public Letter letter(InboxEntry entry) {
        List<BreakageCard> cards = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        List<Map<String, Object>> breakages = new ArrayList<>();
        List<Map<String, Object>> notices = new ArrayList<>();
        for (Concern concern : entry.getConcerns()) {
            concern.getBreakage().map(CardCodec::card).ifPresent(card -> {
                cards.add(card);
                titles.add(card.title());
                breakages.add(model(entry.getPerson(), concern, card));
            });
            NoticeCardCodec.card(concern).ifPresent(card -> {
                titles.add(card.title());
                notices.add(model(entry.getPerson(), concern, card));
            });
        }
        Map<String, Object> model = new TreeMap<>();
        String subject = Clean.line(subject(entry, titles, breakages.size()), SUBJECT);
        model.put("subject", subject);
        model.put("lead", lead(entry, breakages.size(), notices.size()));
        model.put("person", entry.getPerson());
        model.put("breakages", breakages);
        model.put("notices", notices);
        model.put("more", entry.getMore() > 0 ? (Object) entry.getMore() : (Object) false);
        model.put("feed", links.feedOf(entry.getPerson()));
        model.put("unsubscribe", wishes.noMail(entry.getPerson()));
        String name = entry.getKind() == InboxKind.DIGEST ? "digest" : "message";
        return new Letter(
                subject,
                templates.fill(name, Kind.TEXT, model),
                templates.fill(name, Kind.HTML, model),
                cards.size() == 1 && notices.isEmpty() && entry.getKind() != InboxKind.DIGEST
                        ? Optional.of(cards.getFirst().name().id())
                        : Optional.empty());
    }

    private Map<String, Object> model(String person, Concern concern, NoticeCard card) {
        Map<String, Object> model = NoticeModel.of(card, links);
        model.put("body", templates.fill("notice", Kind.TEXT, model));
        model.put("html", templates.fill("notice", Kind.HTML, model));
        model.put("person", person);
        model.put("why", why(concern));
        return model;
    }

    private static String why(Concern concern) {
        return Why.of(concern.getReasons().stream().map(ConcernCodec::reason).toList());
    }

    private Map<String, Object> model(String person, Concern concern, BreakageCard card) {
        Map<String, Object> model = LetterModel.of(card, links);
        model.put("body", templates.fill("breakage", Kind.TEXT, model));
        model.put("html", templates.fill("breakage", Kind.HTML, model));
        model.put("why", why(concern));
        model.put("muteLink", wishes.mute(person, card.name().id()));
        return model;
    }

    private static String subject(InboxEntry entry, List<String> titles, int breakages) {
        int all = titles.size() + entry.getMore();
        String first = titles.isEmpty() ? "nothing" : titles.getFirst();
        return switch (entry.getKind()) {
            case DIGEST ->
                all == 1
                        ? first
                        : "%s: %s, and more".formatted(counts(breakages, titles.size() - breakages, entry), first);
            case REMINDER -> all == 1 ? "Still: " + first : "Still: %s, and %d more".formatted(first, all - 1);
            case MESSAGE, NOTE, UNKNOWN -> all == 1 ? first : "%s, and %d more".formatted(first, all - 1);
        };
    }

    private static String lead(InboxEntry entry, int breakages, int notices) {
        String all = counts(breakages, notices, entry);
        return entry.getDigest()
                .map(kind -> switch (kind) {
                    case DAILY, UNKNOWN -> "What is new today: %s.".formatted(all);
                    case WEEKLY -> "What is new this week: %s.".formatted(all);
                    case WAVE -> "The wave has come to an end. What it found: %s.".formatted(all);
                    case LIMIT ->
                        "There was more than you want to be told of in an hour. Here is the rest of it: %s."
                                .formatted(all);
                })
                .orElse(all);
    }

    /** How many of each kind. Those that are not named are of the one that there is, and of any where there are both. */
    private static String counts(int breakages, int notices, InboxEntry entry) {
        int more = entry.getMore();
        if (notices == 0) {
            return count(breakages + more, "breakage");
        }
        if (breakages == 0) {
            return count(notices + more, "notice");
        }
        String named = count(breakages, "breakage");
        return more == 0
                ? "%s and %s".formatted(named, count(notices, "notice"))
                : "%s, %s and %d more".formatted(named, count(notices, "notice"), more);
    }

    private static String count(int number, String what) {
        return number == 1 ? "one " + what : "%d %ss".formatted(number, what);
    }
}
