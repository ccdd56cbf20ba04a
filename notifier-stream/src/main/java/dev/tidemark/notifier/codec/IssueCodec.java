package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.notifier.letter.BreakageCard.HowItFailed;
import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.notifier.letter.IssueLetter;
import dev.tidemark.notifier.letter.LetterModel;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Markdown;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.Templates.Kind;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Breakages as texts for an issue tracker, none longer than such a tracker takes, however much there is to say. */
public final class IssueCodec {

    /** GitHub takes 65,536 characters; the rest is room for a marker. */
    public static final int MOST = 65_000;

    /** GitHub takes 256 characters, and none takes more than two. */
    private static final int TITLE = 125;

    private static final int PATH_ENDS = 4;
    private static final int MENTIONED = 50;
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}");
    /** What is told of, the most first: what fits is taken. */
    private static final List<Extent> EXTENTS = List.of(
            new Extent(20, 5, 20),
            new Extent(10, 2, 20),
            new Extent(10, 1, 10),
            new Extent(5, 1, 5),
            new Extent(1, 0, 0));

    private final Templates templates;
    private final Links links;
    private final Function<String, Optional<String>> mentioned;

    /**
     * How much is told.
     *
     * @param jobs how many jobs that regressed
     * @param logs how many of them with the end of their log
     * @param lines how many lines of it
     */
    private record Extent(int jobs, int logs, int lines) {}

    /** @param mentioned by person, the account that is mentioned; empty for whom none is */
    public IssueCodec(Templates templates, Links links, Function<String, Optional<String>> mentioned) {
        this.templates = templates;
        this.links = links;
        this.mentioned = mentioned;
    }

    /** @throws NewerEventException when its state is newer than this program */
    public IssueLetter letter(Breakage event) {
        BreakageCard card = CardCodec.card(event);
        String mentions = event.getAct().stream()
                .flatMap(person -> mentioned.apply(person).stream())
                .filter(account -> ACCOUNT.matcher(account).matches())
                .distinct()
                .limit(MENTIONED)
                .map(account -> "@" + account)
                .collect(Collectors.joining(" "));
        return new IssueLetter(
                card.times().changed(),
                Markdown.plain(Clean.line(card.title(), TITLE)),
                fitting("issue", card, mentions),
                fitting("comment", card, ""));
    }

    private String fitting(String template, BreakageCard card, String mentions) {
        String text = "";
        for (Extent extent : EXTENTS) {
            Map<String, Object> model = LetterModel.of(within(extent, card), links);
            model.put("mentions", mentions.isEmpty() ? (Object) false : mentions);
            text = templates.fill(template, Kind.MARKDOWN, model);
            if (text.length() <= MOST) {
                return text;
            }
        }
        // Wherever it ends: half of an escape is no markup either.
        return text.substring(0, Character.isHighSurrogate(text.charAt(MOST - 2)) ? MOST - 2 : MOST - 1) + "…";
    }

    private static BreakageCard within(Extent extent, BreakageCard card) {
        List<BrokenJob> broken = new ArrayList<>();
        for (BrokenJob job :
                card.broken().subList(0, Math.min(extent.jobs(), card.broken().size()))) {
            HowItFailed failure = job.failure();
            int lines = broken.size() < extent.logs() ? extent.lines() : 0;
            broken.add(new BrokenJob(
                    job.what(),
                    shortened(job.path()),
                    new HowItFailed(
                            failure.kind(),
                            failure.message(),
                            failure.agent(),
                            failure.agents(),
                            failure.tries(),
                            last(failure.log(), lines),
                            failure.logHash()),
                    job.maintainers(),
                    job.isGoodWithout(),
                    shortened(job.changed())));
        }
        return new BreakageCard(
                card.name(),
                card.blamed(),
                broken,
                card.brokenCount(),
                card.blocked(),
                card.blockedCount(),
                card.act(),
                card.knowCount(),
                card.times(),
                card.ending());
    }

    private static List<String> last(List<String> lines, int most) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    private static List<String> shortened(List<String> path) {
        if (path.size() <= 2 * PATH_ENDS + 1) {
            return path;
        }
        List<String> ends = new ArrayList<>(path.subList(0, PATH_ENDS));
        ends.add("…");
        ends.addAll(last(path, PATH_ENDS));
        return ends;
    }
}
