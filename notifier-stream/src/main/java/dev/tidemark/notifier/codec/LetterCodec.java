package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.notifier.letter.Letter;
import dev.tidemark.notifier.letter.LetterModel;
import dev.tidemark.notifier.letter.Links;
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
        List<Map<String, Object>> breakages = new ArrayList<>();
        for (Concern concern : entry.getConcerns()) {
            concern.getBreakage().map(CardCodec::card).ifPresent(card -> {
                cards.add(card);
                breakages.add(model(entry.getPerson(), concern, card));
            });
        }
        Map<String, Object> model = new TreeMap<>();
        String subject = Clean.line(subject(entry, cards), SUBJECT);
        model.put("subject", subject);
        model.put("lead", lead(entry, cards.size() + entry.getMore()));
        model.put("person", entry.getPerson());
        model.put("breakages", breakages);
        model.put("more", entry.getMore() > 0 ? (Object) entry.getMore() : (Object) false);
        model.put("feed", links.feedOf(entry.getPerson()));
        model.put("unsubscribe", wishes.noMail(entry.getPerson()));
        String name = entry.getKind() == InboxKind.DIGEST ? "digest" : "message";
        return new Letter(
                subject,
                templates.fill(name, Kind.TEXT, model),
                templates.fill(name, Kind.HTML, model),
                cards.size() == 1 && entry.getKind() != InboxKind.DIGEST
                        ? Optional.of(cards.getFirst().name().id())
                        : Optional.empty());
    }

    private Map<String, Object> model(String person, Concern concern, BreakageCard card) {
        Map<String, Object> model = LetterModel.of(card, links);
        model.put("body", templates.fill("breakage", Kind.TEXT, model));
        model.put("html", templates.fill("breakage", Kind.HTML, model));
        model.put(
                "why",
                Why.of(concern.getReasons().stream().map(ConcernCodec::reason).toList()));
        model.put("muteLink", wishes.mute(person, card.name().id()));
        return model;
    }

    private static String subject(InboxEntry entry, List<BreakageCard> cards) {
        int all = cards.size() + entry.getMore();
        String first = cards.isEmpty() ? "nothing" : cards.getFirst().title();
        return switch (entry.getKind()) {
            case DIGEST -> all == 1 ? first : "%d breakages: %s, and more".formatted(all, first);
            case REMINDER -> all == 1 ? "Still: " + first : "Still: %s, and %d more".formatted(first, all - 1);
            case MESSAGE, NOTE, UNKNOWN -> all == 1 ? first : "%s, and %d more".formatted(first, all - 1);
        };
    }

    private static String lead(InboxEntry entry, int all) {
        String breakages = all == 1 ? "one breakage" : all + " breakages";
        return entry.getDigest()
                .map(kind -> switch (kind) {
                    case DAILY, UNKNOWN -> "What is new today: %s.".formatted(breakages);
                    case WAVE -> "The wave has come to an end. What it found: %s.".formatted(breakages);
                    case LIMIT ->
                        "There was more than you want to be told of in an hour. Here is the rest of it: %s."
                                .formatted(breakages);
                })
                .orElse(breakages);
    }
}
