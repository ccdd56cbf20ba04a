package dev.tidemark.github.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Speaks as much of GitHub's API as concerns issues, over a repository {@code farm/tracker} that it keeps in memory, as docs.github.com has
 * it: pages with {@code Link}, {@code since} and {@code creator}, limits of length, logins by token and by app. Safe for any thread.
 */
public final class FakeGithub implements AutoCloseable {

    public static final String REPOSITORY = "farm/tracker";
    /** Who has the token {@code good}. */
    public static final String ACCOUNT = "tide-bot";

    private static final int LONGEST_BODY = 65_536;
    private static final int LONGEST_TITLE = 256;
    private static final String ISSUES = "/repos/" + REPOSITORY + "/issues";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final InstantSource clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Issue> issues = new ArrayList<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private final ArrayDeque<Reaction> reactions = new ArrayDeque<>();
    private final TreeMap<String, String> logins = new TreeMap<>(Map.of("token good", ACCOUNT));
    private Instant tokensExpire = Instant.now().plus(1, ChronoUnit.HOURS);
    private int tokens;

    /** What happens to a request in the place of an answer. */
    private record Reaction(
            String method, Kind kind, int status, Map<String, String> headers, String body, Optional<Hold> hold) {}

    private enum Kind {
        /** It is not carried out. */
        ANSWER,
        /** It is carried out, and its answer gets lost. */
        LOSE,
        /** It is carried out, and its answer is held back. */
        HOLD
    }

    /** An issue as it is. */
    public static final class Issue {
        public final int number;
        public final String author;
        public final List<Comment> comments = new ArrayList<>();
        public final List<String> labels = new ArrayList<>();
        public String title;
        public String body;
        public String state = "open";
        /** Who closed it; empty while it is open. */
        public String closedBy = "";

        Instant updated;
        public boolean isPullRequest;
        public boolean isGone;

        Issue(int number, String author, String title, String body, Instant updated) {
            this.number = number;
            this.author = author;
            this.title = title;
            this.body = body;
            this.updated = updated;
        }
    }

    public record Comment(String author, String body, Instant at) {}

    private record Answer(int status, JsonNode body, Map<String, String> headers) {}

    /** @param clock what time it is there */
    public FakeGithub(InstantSource clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String api() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Until when the tokens hold that installations get from now on. */
    public synchronized void tokensExpireAt(Instant time) {
        tokensExpire = time;
    }

    public synchronized void login(String authorization, String account) {
        logins.put(authorization, account);
    }

    /** The next request of the method is answered so, and not carried out. */
    public synchronized void answer(String method, int status, Map<String, String> headers, String message) {
        reactions.add(new Reaction(
                method, Kind.ANSWER, status, headers, "{\"message\":\"%s\"}".formatted(message), Optional.empty()));
    }

    /** The next request of the method is carried out, and nobody learns of it. */
    public synchronized void lose(String method) {
        reactions.add(new Reaction(method, Kind.LOSE, 0, Map.of(), "", Optional.empty()));
    }

    /** The next request of the method is carried out, and answered only when it is let go. */
    public synchronized Hold hold(String method) {
        Hold hold = new Hold();
        reactions.add(new Reaction(method, Kind.HOLD, 0, Map.of(), "", Optional.of(hold)));
        return hold;
    }

    public synchronized Issue add(String author, String title, String body) {
        Issue issue = new Issue(issues.size() + 1, author, title, body, clock.instant());
        issues.add(issue);
        return issue;
    }

    public synchronized List<Issue> issues() {
        return List.copyOf(issues);
    }

    /** Methods and paths, in order; with the query where there is one. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Those that create or change something. */
    public List<String> posted() {
        return asked().stream()
                .filter(request -> !request.startsWith("GET") && !request.endsWith("/access_tokens"))
                .toList();
    }

    /** What logged in, in order. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public void forget() {
        asked.clear();
        authorizations.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            asked.add(method + " " + exchange.getRequestURI());
            String authorization = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            authorizations.add(authorization);
            Optional<Reaction> reaction = reaction(method);
            if (reaction.isPresent() && reaction.get().kind() == Kind.ANSWER) {
                write(
                        exchange,
                        reaction.get().status(),
                        reaction.get().headers(),
                        reaction.get().body());
                return;
            }
            Answer answer = answer(method, exchange, body, authorization);
            reaction.flatMap(Reaction::hold).ifPresent(Hold::arrive);
            if (reaction.filter(lost -> lost.kind() == Kind.LOSE).isEmpty()) {
                write(exchange, answer.status(), answer.headers(), answer.body().toString());
            }
        }
    }

    private synchronized Optional<Reaction> reaction(String method) {
        return !reactions.isEmpty() && reactions.peek().method().equals(method)
                ? Optional.of(reactions.remove())
                : Optional.empty();
    }

    private static void write(HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        headers.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized Answer answer(String method, HttpExchange exchange, JsonNode body, String authorization) {
        String path = exchange.getRequestURI().getPath();
        if (authorization.startsWith("Bearer ")) {
            return ofApp(method, path);
        }
        String login = logins.get(authorization);
        if (login == null) {
            return error(401, "Bad credentials");
        }
        if (path.equals("/user")) {
            return login.endsWith("[bot]")
                    ? error(403, "Resource not accessible by integration")
                    : ok(NODES.objectNode().put("login", login));
        }
        if (path.equals("/repos/" + REPOSITORY)) {
            ObjectNode repository = NODES.objectNode().put("name", "tracker").put("full_name", REPOSITORY);
            repository.putObject("owner").put("login", "farm");
            return ok(repository);
        }
        if (path.equals(ISSUES)) {
            return method.equals("GET") ? list(exchange) : create(body, login);
        }
        return path.startsWith(ISSUES + "/")
                ? ofIssue(method, path.substring(ISSUES.length() + 1).split("/", -1), exchange, body, login)
                : error(404, "Not Found");
    }

    private Answer ofApp(String method, String path) {
        if (method.equals("GET") && path.equals("/app")) {
            return ok(NODES.objectNode().put("id", 7).put("slug", "tide-app"));
        }
        if (method.equals("GET") && path.equals("/app/installations/42")) {
            return ok(NODES.objectNode()
                    .put("id", 42)
                    .put("access_tokens_url", api() + "/app/installations/42/access_tokens"));
        }
        if (method.equals("POST") && path.equals("/app/installations/42/access_tokens")) {
            tokens++;
            logins.put("token of-app-" + tokens, "tide-app[bot]");
            return new Answer(
                    201,
                    NODES.objectNode()
                            .put("token", "of-app-" + tokens)
                            .put(
                                    "expires_at",
                                    tokensExpire.truncatedTo(ChronoUnit.SECONDS).toString()),
                    Map.of());
        }
        return error(404, "Not Found");
    }

    private Answer list(HttpExchange exchange) {
        Map<String, String> query = query(exchange);
        String creator = query.getOrDefault("creator", "");
        Instant since = Instant.parse(query.getOrDefault("since", "1970-01-01T00:00:00Z"));
        List<Issue> meant = issues.stream()
                .filter(issue -> !issue.isGone)
                .filter(issue -> creator.isEmpty() || issue.author.equals(creator))
                .filter(issue -> !issue.updated.isBefore(since))
                .filter(issue -> query.getOrDefault("state", "open").equals("all") || issue.state.equals("open"))
                .sorted((one, other) -> Integer.compare(other.number, one.number)) // The newest first.
                .toList();
        ArrayNode all = NODES.arrayNode();
        meant.forEach(issue -> all.add(json(issue)));
        return paged(exchange, query, all);
    }

    private Answer paged(HttpExchange exchange, Map<String, String> query, ArrayNode all) {
        int size = Math.min(100, Integer.parseInt(query.getOrDefault("per_page", "30")));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        ArrayNode some = NODES.arrayNode();
        for (int i = (page - 1) * size; i < Math.min(page * size, all.size()); i++) {
            some.add(all.get(i));
        }
        if (page * size >= all.size()) {
            return ok(some);
        }
        String raw = exchange.getRequestURI().toString().replaceAll("[?&]page=\\d+", "");
        String next = api() + raw + (raw.contains("?") ? "&" : "?") + "page=" + (page + 1);
        return new Answer(200, some, Map.of("Link", "<%s>; rel=\"next\"".formatted(next)));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private Answer create(JsonNode body, String login) {
        String title = body.path("title").asText();
        String text = body.path("body").asText();
        if (title.isEmpty() || title.length() > LONGEST_TITLE || text.length() > LONGEST_BODY) {
            return error(422, "Validation Failed");
        }
        Issue issue = add(login, title, text);
        body.path("labels").forEach(label -> issue.labels.add(label.asText()));
        return new Answer(201, json(issue), Map.of());
    }

    private Answer ofIssue(String method, String[] parts, HttpExchange exchange, JsonNode body, String login) {
        int number = Integer.parseInt(parts[0]);
        if (number > issues.size()) {
            return error(404, "Not Found");
        }
        Issue issue = issues.get(number - 1);
        if (issue.isGone) {
            return error(410, "This issue was deleted");
        }
        if (parts.length == 2) {
            return method.equals("GET") ? comments(issue, exchange) : comment(issue, body, login);
        }
        if (method.equals("PATCH")) {
            if (body.path("body").asText().length() > LONGEST_BODY) {
                return error(422, "Validation Failed");
            }
            issue.body = body.has("body") ? body.path("body").asText() : issue.body;
            if (body.has("state")) {
                issue.state = body.path("state").asText();
                issue.closedBy = issue.state.equals("closed") ? login : "";
            }
            issue.updated = clock.instant();
        }
        return ok(json(issue));
    }

    private Answer comments(Issue issue, HttpExchange exchange) {
        Map<String, String> query = query(exchange);
        Instant since = Instant.parse(query.getOrDefault("since", "1970-01-01T00:00:00Z"));
        ArrayNode all = NODES.arrayNode();
        issue.comments.stream().filter(comment -> !comment.at().isBefore(since)).forEach(comment -> {
            ObjectNode json = all.addObject().put("body", comment.body());
            json.putObject("user").put("login", comment.author());
        });
        return paged(exchange, query, all);
    }

    private Answer comment(Issue issue, JsonNode body, String login) {
        String text = body.path("body").asText();
        if (text.isEmpty() || text.length() > LONGEST_BODY) {
            return error(422, "Validation Failed");
        }
        issue.comments.add(new Comment(login, text, clock.instant()));
        issue.updated = clock.instant();
        ObjectNode json = NODES.objectNode().put("body", text);
        json.putObject("user").put("login", login);
        return new Answer(201, json, Map.of());
    }

    private static ObjectNode json(Issue issue) {
        ObjectNode json = NODES.objectNode()
                .put("number", issue.number)
                .put("title", issue.title)
                .put("body", issue.body)
                .put("state", issue.state)
                .put("updated_at", issue.updated.truncatedTo(ChronoUnit.SECONDS).toString());
        json.putObject("user").put("login", issue.author);
        if (!issue.closedBy.isEmpty()) {
            json.putObject("closed_by").put("login", issue.closedBy);
        }
        if (issue.isPullRequest) {
            json.putObject("pull_request");
        }
        return json;
    }

    private static Answer ok(JsonNode body) {
        return new Answer(200, body, Map.of());
    }

    private static Answer error(int status, String message) {
        return new Answer(status, NODES.objectNode().put("message", message), Map.of());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
