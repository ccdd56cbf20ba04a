package dev.tidemark.notifier.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is answered to a request.
 *
 * @param status as HTTP has it
 * @param type the content's type
 * @param text the content
 */
record Answer(int status, String type, String text) {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    static Answer html(int status, String text) {
        return new Answer(status, "text/html; charset=utf-8", text);
    }

    static Answer text(int status, String text) {
        return new Answer(status, PLAIN, text);
    }

    static Answer atom(String text) {
        return new Answer(OK, "application/atom+xml; charset=utf-8", text);
    }

    private static void dress(Headers headers, String type) {
        headers.set("Content-Type", type);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    }

    /** Sends a file, which may be large, as plain text. */
    static void sendFile(HttpExchange exchange, Path file) throws IOException {
        dress(exchange.getResponseHeaders(), PLAIN);
        boolean whole = exchange.getRequestMethod().equals("GET");
        exchange.sendResponseHeaders(OK, whole ? 0 : -1);
        if (whole) {
            try (OutputStream out = exchange.getResponseBody()) {
                Files.copy(file, out);
            }
        }
    }

    /** Sends it; nothing of it is run by a browser, and who has it already is told so. */
    void send(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        dress(headers, type);
        if (status == OK) {
            String tag = "\"" + Sha256.builder().add(body).build().brief(32) + "\"";
            headers.set("ETag", tag);
            headers.set("Cache-Control", "no-cache");
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(NOT_MODIFIED, -1);
                return;
            }
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
