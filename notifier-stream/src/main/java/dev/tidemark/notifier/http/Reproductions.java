package dev.tidemark.notifier.http;

import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.HttpExchange;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.BreakageCard.BrokenJob;
import dev.tidemark.notifier.letter.Links;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/**
 * Serves what a job of a breakage was built from: a script, and the archives that it fetches. Only what belongs to a breakage that is
 * known. Safe for any thread.
 */
final class Reproductions {

    private static final Pattern SCRIPT = Pattern.compile("/breakages/([A-Za-z0-9-]{1,80})/reproduce/([^/]{1,900})");
    private static final Pattern ARCHIVE = Pattern.compile(
            "/breakages/([A-Za-z0-9-]{1,80})/reproduce/([^/]{1,900})/(?:(recipe)|inputs/([^/]{1,900}))\\.tar");
    private static final int MISSING = 404;
    private static final int BUSY = 503;
    /** How many may be looked up at once: each reads a partition. */
    private static final int AT_ONCE = 2;
    /** How many are kept, so that a script's archives cost no look each. */
    private static final int KEPT = 200;

    private final FeedBook book;
    private final Builds builds;
    private final Links links;
    private final Artifacts artifacts;
    private final Semaphore looking = new Semaphore(AT_ONCE);
    private final Map<String, Reproduction> known = new LinkedHashMap<>(16, 0.75f, true);

    Reproductions(FeedBook book, Builds builds, Links links, Artifacts artifacts) {
        this.book = book;
        this.builds = builds;
        this.links = links;
        this.artifacts = artifacts;
    }

    /** Answers what is asked of it; false when something else is. */
    boolean answers(HttpExchange exchange, String path) throws IOException {
        Matcher archive = ARCHIVE.matcher(path);
        if (archive.matches()) {
            Optional<Path> file = archive(archive);
            if (file.isPresent()) {
                sendArchive(exchange, file.get());
            } else {
                Answer.text(MISSING, "There is no such archive.\n").send(exchange);
            }
            return true;
        }
        Matcher script = SCRIPT.matcher(path);
        if (script.matches()) {
            script(exchange, script.group(1), decoded(script.group(2))).send(exchange);
            return true;
        }
        return false;
    }

    private Answer script(HttpExchange exchange, String breakage, String attribute) {
        Optional<BreakageCard> card = book.breakage(breakage);
        Optional<BrokenJob> job = card.flatMap(found -> broken(found, attribute));
        if (job.isEmpty()) {
            return Answer.text(MISSING, "There is no such breakage, or it did not break that.\n");
        }
        if (!looking.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "5");
            return Answer.text(BUSY, "Others are looking something up. Try again in a moment.\n");
        }
        try {
            Optional<Reproduction> found = look(card.orElseThrow(), job.get());
            return Answer.text(
                    200,
                    found.map(this::scriptOf)
                            .orElseGet(() -> Reproduction.refusal(
                                    "%s is built in a workspace of its wave, or is not broken there any more: a shell alone cannot build it again. What is known of it: %s"
                                            .formatted(attribute, links.breakage(breakage)))));
        } catch (KafkaException e) {
            exchange.getResponseHeaders().set("Retry-After", "30");
            return Answer.text(BUSY, "The brokers do not answer. Try again in half a minute.\n");
        } finally {
            looking.release();
        }
    }

    private String scriptOf(Reproduction found) {
        synchronized (known) {
            known.put(key(found.breakage(), found.what().attribute()), found);
            if (known.size() > KEPT) {
                known.remove(known.keySet().iterator().next());
            }
        }
        if (artifacts.recipe(found.recipe().hex()).isEmpty()
                || found.inputs().values().stream()
                        .anyMatch(input -> artifacts.find(input.hex()).isEmpty())) {
            return Reproduction.refusal("not all that %s was built from is in the artifact store that is served here"
                    .formatted(found.what()));
        }
        return found.script(links);
    }

    private static Optional<BrokenJob> broken(BreakageCard card, String attribute) {
        return card.broken().stream()
                .filter(job -> job.what().attribute().equals(attribute))
                .findFirst();
    }

    /** In the newest wave that has it. */
    private Optional<Reproduction> look(BreakageCard card, BrokenJob job) {
        return builds.regressed(
                        card.name().wave(), job.what().attribute(), job.what().system())
                .flatMap(built -> Reproduction.of(card.name().id(), built));
    }

    /** Of a breakage whose script was asked for, as long as that is remembered. */
    private Optional<Path> archive(Matcher asked) {
        Reproduction of;
        synchronized (known) {
            of = known.get(key(asked.group(1), decoded(asked.group(2))));
        }
        if (of == null || book.breakage(asked.group(1)).isEmpty()) {
            return Optional.empty();
        }
        return asked.group(3) != null
                ? artifacts.recipe(of.recipe().hex())
                : Optional.ofNullable(of.inputs().get(decoded(asked.group(4))))
                        .flatMap(input -> artifacts.find(input.hex()));
    }

    private static String key(String breakage, String attribute) {
        return breakage + "/" + attribute;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Without its compression, for which not every machine has a program. */
    private static void sendArchive(HttpExchange exchange, Path file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-tar");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean whole = exchange.getRequestMethod().equals("GET");
        exchange.sendResponseHeaders(200, whole ? 0 : -1);
        if (whole) {
            try (InputStream archive = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file)));
                    OutputStream out = exchange.getResponseBody()) {
                archive.transferTo(out);
            }
        }
    }
}
