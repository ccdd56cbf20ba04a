package dev.tidemark.notifier.http;

import com.sun.net.httpserver.HttpExchange;
import dev.tidemark.notifier.http.Recollection.Look;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.notifier.letter.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves what a job of a breakage was built from: a script, and the archives that it fetches. Only what belongs to a breakage that is
 * known, and only where there is an artifact store. Safe for any thread.
 *
 * <p>Who asks for a script pipes the answer into a shell, which takes nothing for a success: so whatever is asked for, the answer is a
 * script, with status 200. Of the archives the status says how it went.
 */
final class Reproductions {

    private static final Pattern HERE = Pattern.compile("/breakages/[^/]+/reproduce/.*");
    private static final Pattern ARCHIVE = Pattern.compile(
            "/breakages/([A-Za-z0-9-]{1,80})/reproduce/([^/]{1,300})/([^/]{1,900})/(?:(recipe)|inputs/([^/]{1,900}))\\.tar");
    private static final Pattern SCRIPT =
            Pattern.compile("/breakages/([A-Za-z0-9-]{1,80})/reproduce/([^/]{1,300})/([^/]{1,900})");
    private static final int OK = 200;
    private static final int MISSING = 404;
    private static final Duration AFTER_OTHERS = Duration.ofSeconds(5);

    private final FeedBook book;
    private final Recollection recollection;
    private final Links links;
    private final Artifacts artifacts;
    private final ArchiveSender sender;

    Reproductions(FeedBook book, Recollection recollection, Links links, Artifacts artifacts, ArchiveSender sender) {
        this.book = book;
        this.recollection = recollection;
        this.links = links;
        this.artifacts = artifacts;
        this.sender = sender;
    }

    /** A job of a breakage that somebody asks for. */
    private record Wanted(BreakageCard card, BrokenJob job) {}

    /** Answers what is asked of it; false when something else is. */
    boolean answers(HttpExchange exchange, String path) throws IOException {
        if (!HERE.matcher(path).matches()) {
            return false;
        }
        Matcher archive = ARCHIVE.matcher(path);
        if (archive.matches()) {
            archive(exchange, archive);
        } else if (isOnlyLooked(exchange)) {
            Answer.text(OK, "").send(exchange);
        } else {
            Answer.text(OK, script(SCRIPT.matcher(path))).send(exchange);
        }
        return true;
    }

    private String script(Matcher asked) {
        if (artifacts.root().isEmpty()) {
            return ShellScript.refusal("nothing can be built again from here: no artifact store is served");
        }
        Optional<Wanted> wanted = asked.matches() ? wanted(asked) : Optional.empty();
        if (wanted.isEmpty()) {
            return ShellScript.refusal(
                    "there is no such breakage, or it did not break that: its page has the command, %s/breakages/BREAKAGE"
                            .formatted(links.base()));
        }
        return switch (recollection.look(wanted.get().card(), wanted.get().job())) {
            case Look.Known(Optional<Reproduction> found) ->
                found.map(this::scriptOf).orElseGet(() -> nothingFor(wanted.get()));
            case Look.NotNow notNow -> ShellScript.refusal(notNow.reason());
        };
    }

    private String nothingFor(Wanted wanted) {
        return ShellScript.refusal(
                "%s is built in a workspace of its wave, or is not broken there any more, or is not free: a shell alone cannot build it again. What is known of it: %s"
                        .formatted(
                                wanted.job().what().attribute(),
                                links.breakage(wanted.card().name().id())));
    }

    private String scriptOf(Reproduction found) {
        if (artifacts.recipe(found.recipe().hex()).isEmpty()
                || found.inputs().values().stream()
                        .anyMatch(input -> artifacts.find(input.hex()).isEmpty())) {
            return ShellScript.refusal("not all that %s was built from is in the artifact store that is served here"
                    .formatted(found.what()));
        }
        return found.script(links);
    }

    private Optional<Wanted> wanted(Matcher asked) {
        String system = Links.unescaped(asked.group(2));
        String attribute = Links.unescaped(asked.group(3));
        return book.breakage(asked.group(1))
                .flatMap(card -> card.broken().stream()
                        .filter(job -> job.what().system().equals(system)
                                && job.what().attribute().equals(attribute))
                        .findFirst()
                        .map(job -> new Wanted(card, job)));
    }

    /** Any notifier serves it, also one that was not asked for the script. */
    private void archive(HttpExchange exchange, Matcher asked) throws IOException {
        Optional<Wanted> wanted = artifacts.root().isEmpty() ? Optional.empty() : wanted(asked);
        if (wanted.isEmpty()) {
            missing().send(exchange);
            return;
        }
        Look look = isOnlyLooked(exchange)
                ? recollection
                        .remembered(wanted.get().card(), wanted.get().job())
                        .orElse(new Look.NotNow("only who fetches it is told", AFTER_OTHERS))
                : recollection.look(wanted.get().card(), wanted.get().job());
        switch (look) {
            case Look.Known(Optional<Reproduction> found) -> {
                Optional<Path> file = found.flatMap(of -> file(of, asked));
                if (file.isPresent()) {
                    sender.send(exchange, file.get());
                } else {
                    missing().send(exchange);
                }
            }
            case Look.NotNow(String reason, Duration retryAfter) -> ArchiveSender.busy(exchange, reason, retryAfter);
        }
    }

    private Optional<Path> file(Reproduction of, Matcher asked) {
        return asked.group(4) != null
                ? artifacts.recipe(of.recipe().hex())
                : Optional.ofNullable(of.inputs().get(Links.unescaped(asked.group(5))))
                        .flatMap(input -> artifacts.find(input.hex()));
    }

    private static Answer missing() {
        return Answer.text(MISSING, "There is no such archive.\n");
    }

    /** Costs nobody a look, and is told no more than costs none. */
    private static boolean isOnlyLooked(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }
}
