package dev.tidemark.notifier.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.kafka.WishWriter;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.Clean;
import dev.tidemark.notifier.letter.LetterModel;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.Templates.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers who asks by HTTP. docs/formats/feeds.md has what there is. */
public final class Pages implements HttpHandler {

    private static final Pattern FEED = Pattern.compile(
            "/feeds/(maintainers|teams|waves|sets|scopes)/([^/]{1,900})\\.atom|/feeds/packages/([^/]{1,300})/([^/]{1,900})\\.atom|/feeds/(operators)\\.atom");
    private static final Pattern BREAKAGE = Pattern.compile("/breakages/([A-Za-z0-9-]{1,80})");
    private static final Pattern LOG = Pattern.compile("/breakages/([A-Za-z0-9-]{1,80})/logs/([0-9a-f]{64})");
    private static final Pattern WISH = Pattern.compile("/wishes/([A-Za-z0-9_-]{1,2000})");
    private static final int BAD = 400;
    private static final int MISSING = 404;
    private static final int NOT_SO = 405;
    private static final int BUSY = 503;

    private final Sources sources;
    private final Links links;
    private final Atom atom;
    private final Artifacts artifacts;
    private final Reproductions reproductions;
    private final Trials trials;
    private final Semaphore followers;
    private final BooleanSupplier ending;

    /**
     * Where answers come from.
     *
     * @param book breakages, and whom they concern
     * @param events breakages as they happen
     * @param templates how pages look
     * @param tokens what links in messages ask for
     * @param wishes where that is carried out
     * @param builds how what broke was built
     */
    public record Sources(
            FeedBook book,
            EventStream events,
            Templates templates,
            WishTokens tokens,
            WishWriter wishes,
            Builds builds) {}

    public Pages(Sources sources, Links links, HttpSettings settings, BooleanSupplier ending) {
        this.sources = sources;
        this.links = links;
        this.atom = new Atom(sources.templates(), links);
        this.artifacts = new Artifacts(settings.store());
        ArchiveSender sender = new ArchiveSender();
        this.reproductions = new Reproductions(
                sources.book(), new Recollection(sources.builds(), System::nanoTime), links, artifacts, sender);
        this.trials = new Trials(sources.book(), links, artifacts, sender);
        this.followers = new Semaphore(settings.followers());
        this.ending = ending;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        boolean posted = exchange.getRequestMethod().equals("POST");
        Matcher wish = WISH.matcher(path);
        if (wish.matches()) {
            wish(wish.group(1), posted).send(exchange);
        } else if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            Answer.text(NOT_SO, "Only GET is answered here.\n").send(exchange);
        } else if (path.equals("/events")) {
            events(exchange);
        } else if (!reproductions.answers(exchange, path) && !trials.answers(exchange, path)) {
            Optional<Path> log = log(path);
            if (log.isPresent()) {
                Answer.sendFile(exchange, log.get());
            } else {
                answer(path).send(exchange);
            }
        }
    }

    private Answer answer(String path) {
        if (path.equals("/")) {
            return index();
        }
        Matcher feed = FEED.matcher(path);
        if (feed.matches()) {
            return feed(path, feed);
        }
        Matcher breakage = BREAKAGE.matcher(path);
        if (breakage.matches()) {
            return sources.book().breakage(breakage.group(1)).map(this::page).orElseGet(Pages::missing);
        }
        return missing();
    }

    private static Answer missing() {
        return Answer.text(MISSING, "There is nothing here. What there is: /\n");
    }

    private static Answer index() {
        return Answer.text(200, """
                Tidemark tells what upstream releases break.

                /feeds/maintainers/HANDLE.atom     what concerns somebody
                /feeds/teams/TEAM.atom             what a team answers for
                /feeds/packages/SET/PACKAGE.atom   what regressed, was bumped or is blocked
                /feeds/waves/WAVE.atom             what a wave found
                /feeds/sets/SET.atom               all of a set
                /feeds/scopes/SCOPE.atom           a part that the operator named
                /feeds/operators.atom              what nobody else answers for
                /breakages/BREAKAGE                a breakage, as long as it lives
                /breakages/BREAKAGE/reproduce/SYSTEM/PACKAGE
                                                   a script that builds again what broke
                /notices/WAVE/try/PACKAGE          a script that builds a package with a wave's bumps
                /events                            breakages as they happen (server-sent events)
                        ?package=SET:PATTERN&person=HANDLE&scope=SCOPE
                """);
    }

    private Answer feed(String path, Matcher feed) {
        String self = links.base() + path;
        if (feed.group(5) != null) {
            return Answer.atom(atom.feed(
                    "What nobody else answers for", self, sources.book().ofPerson(Owners.OPERATORS)));
        }
        if (feed.group(3) != null) {
            String name = Links.unescaped(feed.group(3)) + ":" + Links.unescaped(feed.group(4));
            return Answer.atom(
                    atom.feed("Breakages of " + name, self, sources.book().ofSubject("packages/" + name)));
        }
        String kind = feed.group(1);
        String name = Links.unescaped(feed.group(2));
        List<FeedBook.Item> items = switch (kind) {
            case "maintainers" -> sources.book().ofPerson(name);
            case "teams" -> sources.book().ofPerson(Owners.TEAM + name);
            default -> sources.book().ofSubject(kind + "/" + name);
        };
        return Answer.atom(atom.feed("Breakages of " + Clean.line(name, 200), self, items));
    }

    private Answer page(BreakageCard card) {
        Map<String, Object> model = LetterModel.of(card, links);
        model.put("html", sources.templates().fill("breakage", Kind.HTML, model));
        return Answer.html(200, sources.templates().fill("page", Kind.HTML, model));
    }

    /** Only a log that belongs to the breakage. */
    private Optional<Path> log(String path) {
        Matcher log = LOG.matcher(path);
        if (!log.matches()) {
            return Optional.empty();
        }
        String hash = log.group(2);
        return sources.book()
                .breakage(log.group(1))
                .filter(card -> card.broken().stream()
                        .anyMatch(job ->
                                job.failure().logHash().filter(hash::equals).isPresent()))
                .flatMap(card -> artifacts.find(hash));
    }

    private void events(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        Optional<Scope.Pattern> packages;
        try {
            packages = Optional.ofNullable(query.get("package")).map(Scope.Pattern::parse);
        } catch (IllegalArgumentException e) {
            Answer.text(BAD, e.getMessage() + "\n").send(exchange);
            return;
        }
        Optional<String> after = Optional.ofNullable(
                        exchange.getRequestHeaders().getFirst("Last-Event-ID"))
                .or(() -> Optional.ofNullable(query.get("lastEventId")));
        if (after.isPresent() && !EventStream.isId(after.get())) {
            Answer.text(BAD, "The Last-Event-ID is none of this stream. Begin without one.\n")
                    .send(exchange);
            return;
        }
        if (!followers.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "30");
            Answer.text(BUSY, "As many follow as may. Try again in half a minute, or read a feed.\n")
                    .send(exchange);
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            exchange.sendResponseHeaders(200, 0);
            sources.events()
                    .follow(
                            exchange.getResponseBody(),
                            new EventStream.Wanted(
                                    packages,
                                    Optional.ofNullable(query.get("person")),
                                    Optional.ofNullable(query.get("scope"))),
                            after,
                            ending);
        } finally {
            followers.release();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", 20)) {
            int is = pair.indexOf('=');
            if (is > 0) {
                query.put(
                        Links.unescaped(pair.substring(0, is)),
                        Links.unescaped(pair.substring(is + 1).replace("+", "%20")));
            }
        }
        return query;
    }

    /** What scanners of mail fetch changes nothing: only what is posted does (RFC 8058). */
    private Answer wish(String token, boolean posted) {
        Optional<WishTokens.Wished> wished = sources.tokens().read(token);
        if (wished.isEmpty()) {
            return Answer.text(MISSING, "This link is none of ours, or was cut off. Copy all of it.\n");
        }
        String what = switch (wished.get()) {
            case WishTokens.Wished.NoMail(String person) -> "no more mail to " + person;
            case WishTokens.Wished.Mute(String person, String breakage) ->
                "no messages to %s about %s for 30 days".formatted(person, breakage);
        };
        Map<String, Object> model = new TreeMap<>(Map.of("what", what, "posted", posted));
        if (!posted) {
            return Answer.html(200, sources.templates().fill("wish", Kind.HTML, model));
        }
        boolean noted = switch (wished.get()) {
            case WishTokens.Wished.NoMail(String person) -> sources.wishes().noMail(person);
            case WishTokens.Wished.Mute(String person, String breakage) ->
                sources.wishes().mute(person, breakage);
        };
        return noted
                ? Answer.html(200, sources.templates().fill("wish", Kind.HTML, model))
                : Answer.text(BUSY, "It could not be noted just now. Try again in a minute.\n");
    }
}
