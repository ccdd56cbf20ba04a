package dev.tidemark.cli.courier;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.github.testing.Hold;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Takes calls whose signatures the published library verifies, and refuses others. Safe for any thread. */
final class HookServer implements AutoCloseable {

    private static final String PATH = "/hook/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();

    /**
     * A call.
     *
     * @param person whose hook was called
     * @param id its {@code webhook-id}
     */
    record Call(String person, String id, String body) {}

    HookServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(PATH, this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String person = exchange.getRequestURI().getPath().substring(PATH.length());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
            try {
                new Webhook(secrets.getOrDefault(person, "")).verify(body, headers);
            } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
                refused.add(person + ": " + e.getMessage());
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            calls.add(new Call(person, headers.firstValue("webhook-id").orElse(""), body));
            Hold hold = next.getAndSet(null);
            if (hold != null) {
                hold.arrive();
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    String url(String person) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH + person;
    }

    /** With what somebody's calls are signed. */
    void secret(String person, String secret) {
        secrets.put(person, secret);
    }

    /** The next call is taken, and answered only when it is let go. */
    Hold hold() {
        Hold hold = new Hold();
        next.set(hold);
        return hold;
    }

    List<Call> all() {
        return List.copyOf(calls);
    }

    /** Those to somebody. */
    List<Call> of(String person) {
        return calls.stream().filter(call -> call.person().equals(person)).toList();
    }

    /** Calls that nobody has signed, with the reason. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
