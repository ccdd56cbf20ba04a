package dev.tidemark.cli.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands in front of a registry on loopback, and lets only those through who say who they are. Others get a 401. */
final class AuthenticatingGateway implements AutoCloseable {

    private static final byte[] REFUSAL =
            "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes(StandardCharsets.UTF_8);
    private static final String JSON = "application/vnd.schemaregistry.v1+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String registry;
    private final String authorization;

    /** What somebody asked for, such as {@code GET} and {@code /schemas/ids/1?subject=…}, and whether it was let through. */
    record Request(String method, String target, boolean admitted) {}

    private AuthenticatingGateway(String registry, String authorization) throws IOException {
        this.registry = registry;
        this.authorization = authorization;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Demands HTTP basic authentication. */
    static AuthenticatingGateway demandingPassword(String registry, String user, String password) throws IOException {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new AuthenticatingGateway(
                registry, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /** Demands a bearer token. */
    static AuthenticatingGateway demandingToken(String registry, String token) throws IOException {
        return new AuthenticatingGateway(registry, "Bearer " + token);
    }

    /** Where it stands in for the registry: what follows is what follows the registry's own URL. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Everything that was asked so far, in order. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean admitted = authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String target = exchange.getRequestURI().toString();
        requests.add(new Request(exchange.getRequestMethod(), target, admitted));
        try (exchange) {
            if (admitted) {
                HttpResponse<byte[]> answer = forward(exchange, target);
                answer(exchange, answer.statusCode(), answer.body());
            } else {
                String scheme = authorization.substring(0, authorization.indexOf(' '));
                exchange.getResponseHeaders().set("WWW-Authenticate", scheme + " realm=\"registry\"");
                answer(exchange, 401, REFUSAL);
            }
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, String target) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry + target))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header("Content-Type", JSON)
                .build();
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("closed while the registry was asked", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        http.shutdownNow();
    }
}
