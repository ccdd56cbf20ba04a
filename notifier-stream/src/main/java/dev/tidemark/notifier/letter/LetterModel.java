package dev.tidemark.notifier.letter;

import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.notifier.letter.BreakageCard.HowItFailed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What templates can say of a breakage: names to texts, lists and yes or no. docs/formats/templates.md has all of them. */
public final class LetterModel {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final int BLOCKED_NAMED = 10;

    private LetterModel() {}

    /** Of a breakage for anybody. */
    public static Map<String, Object> of(BreakageCard card, Links links) {
        Map<String, Object> model = new TreeMap<>();
        String id = card.name().id();
        model.put("id", id);
        model.put("title", card.title());
        model.put("thread", card.thread());
        model.put("state", card.name().became().name().toLowerCase(Locale.ROOT));
        model.put("resolved", card.isResolved());
        model.put("stands", !card.isResolved());
        model.put("change", card.name().change());
        model.put("set", card.name().set());
        model.put("wave", card.name().wave());
        model.put("scopes", card.name().scopes());
        model.put("link", links.breakage(id));
        model.put("blamed", card.blamed().stream().map(LetterModel::bump).toList());
        model.put(
                "broken", card.broken().stream().map(job -> job(id, job, links)).toList());
        model.put("brokenCount", card.brokenCount());
        model.put("moreBroken", orFalse(card.brokenCount() - card.broken().size()));
        model.put(
                "first",
                card.broken().stream()
                        .findFirst()
                        .map(job -> job.what().attribute())
                        .orElse(""));
        model.put("blocked", card.blockedCount() > 0);
        model.put("blockedCount", card.blockedCount());
        model.put("blockedNames", names(card.blocked(), card.blockedCount()));
        model.put("act", card.act());
        model.put("actNames", String.join(", ", card.act()));
        model.put("knowCount", orFalse(card.knowCount()));
        model.put("raised", day(card.times().raised()));
        model.put("changed", card.times().changed().toString());
        model.put("due", day(card.times().due()));
        model.put("ending", card.ending().<Object>map(text -> text).orElse(false));
        return model;
    }

    /** A section shows when there is something to say. */
    private static Object orFalse(int number) {
        return number > 0 ? number : false;
    }

    private static String day(Instant at) {
        return at.equals(Instant.EPOCH) ? "" : DAY.format(at);
    }

    private static String names(List<String> some, int all) {
        String named = String.join(", ", some.subList(0, Math.min(BLOCKED_NAMED, some.size())));
        return all > BLOCKED_NAMED || all > some.size() ? named + ", …" : named;
    }

    private static Map<String, Object> bump(BreakageCard.BlamedBump bump) {
        return new TreeMap<>(Map.of(
                "attribute", bump.attribute(), "from", bump.from(), "to", bump.to(), "publisher", bump.publisher()));
    }

    private static Map<String, Object> job(String id, BrokenJob job, Links links) {
        HowItFailed failure = job.failure();
        Map<String, Object> model = new TreeMap<>();
        model.put("attribute", job.what().attribute());
        model.put("version", job.what().version());
        model.put("system", job.what().system());
        model.put("path", String.join(" → ", job.path()));
        model.put("kind", failure.kind());
        model.put("message", failure.message());
        model.put("agent", failure.agent());
        model.put("agents", String.join(", ", failure.agents()));
        model.put("tries", failure.tries());
        model.put("goodWithout", job.isGoodWithout());
        model.put(
                "changedInputs",
                optional(Optional.of(String.join("; ", job.changed())).filter(text -> !text.isEmpty())));
        model.put("hasLog", !failure.log().isEmpty());
        model.put("log", failure.log());
        model.put("logLink", optional(failure.logHash().map(hash -> links.log(id, hash))));
        model.put(
                "reproduce",
                optional(
                        links.hasArtifacts()
                                ? Optional.of("curl -fsS %s | sh"
                                        .formatted(links.reproduce(
                                                id,
                                                job.what().system(),
                                                job.what().attribute())))
                                : Optional.empty()));
        model.put("maintainers", job.maintainers().isEmpty() ? "nobody" : String.join(", ", job.maintainers()));
        return model;
    }

    private static Object optional(Optional<String> text) {
        return text.<Object>map(present -> present).orElse(false);
    }
}
