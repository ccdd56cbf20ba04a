package dev.tidemark.agent.fetch;

import dev.tidemark.agent.fetch.Partial.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Downloads one file from the first of several places that has it. What broke off is kept, and gone on with: at once where the connection
 * ended after some of the file had come, by a later download of the same file otherwise. A place that says of the file what another said of it
 * need not have the same, so that what was put together from several and is another file is fetched once more from one alone. A thread that is
 * interrupted stops. Used by one thread.
 */
public final class Download {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER = 64 << 10;

    private final HttpClient client;
    private final Bounds bounds;
    private final Partial partial;
    private final Told told;
    private final long begun = System.nanoTime();

    /**
     * What one download may take.
     *
     * @param time in all
     * @param silence how long nothing may come
     * @param bytes how large the file may be
     */
    public record Bounds(Duration time, Duration silence, long bytes) {}

    /** Is told what happens, for a log. */
    @FunctionalInterface
    public interface Told {
        void line(String text) throws IOException;
    }

    /** @param partial where what has come so far is kept */
    public Download(HttpClient client, Bounds bounds, Partial partial, Told told) {
        this.client = client;
        this.bounds = bounds;
        this.partial = partial;
        this.told = told;
    }

    /** How one request ended. */
    private sealed interface End {
        /** All has come that the place has. */
        record Whole() implements End {}

        /** @param more whether asking the same place again may bring more */
        record Broken(String reason, boolean more) implements End {}

        record TooLarge() implements End {}
    }

    /**
     * Downloads it.
     *
     * @param urls in the order in which they are tried
     * @throws IOException when it cannot be kept
     * @throws InterruptedException when the thread is interrupted
     */
    public Fetched file(WantedFile wanted, List<URI> urls) throws IOException, InterruptedException {
        List<String> reasons = new ArrayList<>();
        boolean another = false;
        for (URI url : urls) {
            boolean alone = partial.size() == 0;
            End end = from(url);
            if (end instanceof End.Whole && !partial.hasHash(wanted)) {
                partial.remove();
                if (!alone) { // Some of it came from elsewhere, or was there before.
                    told.line("what was put together is another file: it is fetched from its beginning");
                    end = from(url);
                }
            }
            switch (end) {
                case End.Whole()
                when partial.hasHash(wanted) -> {
                    return new Fetched.There(partial.finished());
                }
                case End.Whole() -> {
                    partial.remove();
                    another = true;
                    reasons.add(Mirrors.shown(url) + " has another file");
                }
                case End.Broken(String reason, boolean more) -> reasons.add(Mirrors.shown(url) + " " + reason);
                case End.TooLarge() -> {
                    partial.remove();
                    return new Fetched.TooLarge(bounds.bytes());
                }
            }
            told.line(reasons.getLast());
            if (left().isZero()) {
                break;
            }
        }
        return another ? new Fetched.AnotherFile(reasons) : new Fetched.Nowhere(reasons);
    }

    /** As long as each request brings some of it, and no longer. */
    private End from(URI url) throws IOException, InterruptedException {
        while (true) {
            long before = partial.size();
            End end = once(url);
            boolean goesOn = end instanceof End.Broken(String reason, boolean more)
                    && more
                    && partial.size() > before
                    && !left().isZero();
            if (!goesOn) {
                return end;
            }
            told.line("%s broke off at %d bytes: it goes on there".formatted(Mirrors.shown(url), partial.size()));
        }
    }

    private Duration left() {
        Duration left = bounds.time().minus(Duration.ofNanos(System.nanoTime() - begun));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Duration patience() {
        Duration left = left();
        Duration patience = bounds.silence().compareTo(left) < 0 ? bounds.silence() : left;
        return patience.isPositive() ? patience : Duration.ofMillis(1);
    }

    private End once(URI url) throws IOException, InterruptedException {
        Progress kept = partial.progress();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(patience())
                .header("User-Agent", "tidemark")
                .header("Accept-Encoding", "identity");
        if (kept.bytes() > 0) {
            request.header("Range", "bytes=%d-".formatted(kept.bytes()));
            kept.validator(url).ifPresent(validator -> request.header("If-Range", validator));
        }
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            return new End.Broken(
                    "says nothing for %d s".formatted(bounds.silence().toSeconds()), false);
        } catch (IOException e) {
            return new End.Broken("cannot be reached (%s)".formatted(reason(e)), false);
        }
        try (InputStream body = response.body()) {
            return taken(url, kept, response, body);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private End taken(URI url, Progress kept, HttpResponse<InputStream> response, InputStream body)
            throws IOException, InterruptedException {
        boolean goesOn = response.statusCode() == PARTIAL && isFrom(response, kept.bytes());
        if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
            // All of it may be here already, where the end of the last answer was not seen.
            return new End.Whole();
        }
        if (response.statusCode() != OK && !goesOn) {
            return new End.Broken("answers %d".formatted(response.statusCode()), false);
        }
        if (!goesOn) {
            partial.remove();
        }
        partial.from(url, validator(response));
        long from = partial.size();
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && from + length.getAsLong() > bounds.bytes()) {
            return new End.TooLarge();
        }
        return copied(body, from, length);
    }

    private static boolean isFrom(HttpResponse<?> response, long begin) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes %d-".formatted(begin)))
                .isPresent();
    }

    /** What says whether the file is still the same. A weak one does not say that it is the same byte for byte. */
    private static String validator(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(tag -> !tag.startsWith("W/"))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private End copied(InputStream body, long from, OptionalLong length) throws IOException, InterruptedException {
        long size = from;
        try (Silence silence = Silence.watched(body, this::patience);
                OutputStream file =
                        Files.newOutputStream(partial.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int read;
                try {
                    read = body.read(buffer);
                } catch (IOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted");
                    }
                    return silence.came() ? silent() : new End.Broken("broke off (%s)".formatted(reason(e)), true);
                }
                if (silence.came()) {
                    return silent();
                }
                if (read < 0) {
                    break;
                }
                silence.heard();
                size += read;
                if (size > bounds.bytes()) {
                    return new End.TooLarge();
                }
                file.write(buffer, 0, read);
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted");
        }
        return length.isPresent() && size < from + length.getAsLong()
                ? new End.Broken("broke off", true)
                : new End.Whole();
    }

    private End silent() {
        return left().isZero()
                ? new End.Broken("took longer than %d s".formatted(bounds.time().toSeconds()), false)
                : new End.Broken(
                        "sends nothing for %d s".formatted(bounds.silence().toSeconds()), false);
    }

    /** The folder that partial files lie in, whatever they are of. */
    public static Path folder(Path work) {
        return work.resolve("fetch");
    }
}
