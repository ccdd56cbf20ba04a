package dev.tidemark.notifier.letter;

import dev.tidemark.notifier.letter.NoticeCard.ComingBump;
import dev.tidemark.notifier.letter.NoticeCard.ReachedPart;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What templates can say of a notice: names to texts, lists and yes or no. docs/formats/templates.md has all of them. */
public final class NoticeModel {

    private static final int MINUTES_AN_HOUR = 60;

    private NoticeModel() {}

    /** Of a notice to somebody. */
    public static Map<String, Object> of(NoticeCard card, Links links) {
        Map<String, Object> model = new TreeMap<>();
        model.put("id", card.name().id());
        model.put("title", card.title());
        model.put("set", card.name().set());
        model.put("wave", card.name().wave());
        model.put("at", card.name().at().toString());
        model.put(
                "workspace",
                card.name().workspace().isEmpty() ? false : card.name().workspace());
        model.put("bumps", card.bumps().stream().map(NoticeModel::bump).toList());
        model.put("packages", card.size().packages());
        model.put("jobs", card.size().jobs());
        model.put("pools", String.join(", ", card.size().pools()));
        model.put("work", words(card.size().work()));
        model.put("longest", words(card.size().longest()));
        model.put("worth", card.worth());
        model.put(
                "reached",
                card.reached().stream()
                        .map(part -> reached(part, card.name(), links))
                        .toList());
        model.put("theirs", card.theirs());
        model.put("followed", card.followed());
        int more = card.theirs() - card.reached().size();
        model.put("moreReached", more > 0 ? (Object) more : (Object) false);
        return model;
    }

    private static Map<String, Object> bump(ComingBump bump) {
        return new TreeMap<>(Map.of(
                "attribute",
                bump.attribute(),
                "from",
                bump.from(),
                "to",
                bump.to(),
                "publisher",
                bump.publisher(),
                "security",
                bump.security()));
    }

    private static Map<String, Object> reached(ReachedPart part, NoticeCard.Name name, Links links) {
        Map<String, Object> model = new TreeMap<>();
        model.put("attribute", part.attribute());
        model.put("systems", part.systems());
        model.put("fails", part.fails());
        model.put("likelyBreak", part.likelyBreak());
        model.put(
                "try",
                links.canBeTried().test(name.workspace())
                        ? "curl -fsS %s | sh".formatted(links.trial(name.wave(), part.attribute()))
                        : false);
        return model;
    }

    /** To two places: what is expected is no more exact. */
    static String words(Duration time) {
        long minutes = Math.ceilDiv(time.toSeconds(), MINUTES_AN_HOUR);
        if (minutes <= 1) {
            return "a minute";
        }
        if (minutes < 2 * MINUTES_AN_HOUR) {
            return minutes + " minutes";
        }
        return Math.ceilDiv(minutes, MINUTES_AN_HOUR) + " hours";
    }
}
