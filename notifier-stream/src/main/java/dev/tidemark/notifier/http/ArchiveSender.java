package dev.tidemark.notifier.http;

import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Sends archives of the artifact store, to so many at once as may. Safe for any thread. */
final class ArchiveSender {

    /** How many archives are sent at once: each is decompressed. */
    static final int SENT_AT_ONCE = 8;

    private static final int OK = 200;
    private static final int BUSY = 503;
    private static final Duration AFTER_OTHERS = Duration.ofSeconds(5);

    private final Semaphore sending = new Semaphore(SENT_AT_ONCE);

    /** Without its compression, for which not every machine has a program. */
    void send(HttpExchange exchange, Path file) throws IOException {
        if (!sending.tryAcquire()) {
            busy(exchange, "as many fetch archives as may; try again in a moment", AFTER_OTHERS);
            return;
        }
        try {
            sendUncompressed(exchange, file);
        } finally {
            sending.release();
        }
    }

    /** Answers that it is to be asked for another time. */
    static void busy(HttpExchange exchange, String reason, Duration retryAfter) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", Long.toString(retryAfter.toSeconds()));
        Answer.text(BUSY, reason + "\n").send(exchange);
    }

    private static void sendUncompressed(HttpExchange exchange, Path file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-tar");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        boolean whole = exchange.getRequestMethod().equals("GET");
        exchange.sendResponseHeaders(OK, whole ? 0 : -1);
        if (whole) {
            try (InputStream archive = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file)));
                    OutputStream out = exchange.getResponseBody()) {
                archive.transferTo(out);
            }
        }
    }
}
