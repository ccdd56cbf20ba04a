package dev.tidemark.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server on this machine that does what it should not. */
final class DownloadTest {

    private static final byte[] FILE = "words\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    private static final int HALF = FILE.length / 2;
    private static final WantedFile WANTED = new WantedFile(
            "words", "SHA-256", HexFormat.of().formatHex(Sha256.newDigest().digest(FILE)));
    private static final Download.Bounds BOUNDS =
            new Download.Bounds(Duration.ofMinutes(5), Duration.ofMinutes(1), 1 << 20);

    @TempDir
    private Path folder;

    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/whole", exchange -> answer(exchange, 200, FILE, FILE.length));
        server.createContext("/resumed", this::resumed);
        server.createContext("/changed", this::changed);
        server.createContext(
                "/other", exchange -> answer(exchange, 200, "another".getBytes(StandardCharsets.UTF_8), 7));
        server.createContext("/gone", exchange -> answer(exchange, 404, new byte[0], 0));
        server.createContext("/silent", this::silent);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.close();
    }

    /** Where less is there than was promised, the server ends the connection: it does so where its handler throws. */
    private static void answer(HttpExchange exchange, int status, byte[] body, int promised) throws IOException {
        exchange.sendResponseHeaders(status, promised == 0 ? -1 : promised);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
        if (body.length < promised) {
            throw new IOException("it breaks off");
        }
        exchange.close();
    }

    /** Half of it at first; what is asked for afterwards. */
    private void resumed(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range + " if " + exchange.getRequestHeaders().getFirst("If-Range"));
        exchange.getResponseHeaders().add("ETag", "\"one\"");
        if (range == null) {
            answer(exchange, 200, Arrays.copyOf(FILE, HALF), FILE.length);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length));
        answer(exchange, 206, Arrays.copyOfRange(FILE, from, FILE.length), FILE.length - from);
    }

    /** Half of another file at first; then the file, whatever of it is asked for. */
    private void changed(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        if (ranges.size() == 1) {
            answer(exchange, 200, new byte[HALF], FILE.length);
        } else if (range == null) {
            answer(exchange, 200, FILE, FILE.length);
        } else {
            int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(from, FILE.length - 1, FILE.length));
            answer(exchange, 206, Arrays.copyOfRange(FILE, from, FILE.length), FILE.length - from);
        }
    }

    private void silent(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, FILE.length);
        OutputStream out = exchange.getResponseBody();
        out.write(FILE, 0, HALF);
        out.flush();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private URI url(String path) {
        return URI.create("http://%s:%d%s"
                .formatted(
                        server.getAddress().getHostString(), server.getAddress().getPort(), path));
    }

    private Fetched fetch(Download.Bounds bounds, String... paths) throws Exception {
        Partial partial = Partial.in(folder, "key", "words");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new Download(client, bounds, partial, said::add)
                    .file(WANTED, Arrays.stream(paths).map(this::url).toList());
        }
    }

    private static byte[] there(Fetched fetched) throws IOException {
        assertThat(fetched).isInstanceOf(Fetched.There.class);
        return Files.readAllBytes(((Fetched.There) fetched).file());
    }

    @Test
    void a_file_is_had_under_its_name() throws Exception {
        Fetched fetched = fetch(BOUNDS, "/whole");

        assertThat(there(fetched)).isEqualTo(FILE);
        assertThat(((Fetched.There) fetched).file()).hasFileName("words");
    }

    @Test
    void what_breaks_off_goes_on_where_it_did() throws Exception {
        assertThat(there(fetch(BOUNDS, "/resumed"))).isEqualTo(FILE);

        assertThat(ranges).containsExactly("null if null", "bytes=%d- if \"one\"".formatted(HALF));
    }

    @Test
    void what_one_place_did_not_bring_to_an_end_another_does() throws Exception {
        Download.Bounds impatient = new Download.Bounds(Duration.ofMinutes(5), Duration.ofMillis(300), 1 << 20);

        assertThat(there(fetch(impatient, "/silent", "/resumed"))).isEqualTo(FILE);

        assertThat(ranges).containsExactly("bytes=%d- if null".formatted(HALF));
        assertThat(said).anyMatch(line -> line.contains("/silent sends nothing"));
    }

    @Test
    void a_later_download_goes_on_with_what_an_earlier_one_has_left() throws Exception {
        Download.Bounds impatient = new Download.Bounds(Duration.ofMinutes(5), Duration.ofMillis(300), 1 << 20);
        assertThat(fetch(impatient, "/silent")).isInstanceOf(Fetched.Nowhere.class);

        assertThat(there(fetch(BOUNDS, "/resumed"))).isEqualTo(FILE);

        assertThat(ranges).containsExactly("bytes=%d- if null".formatted(HALF));
    }

    @Test
    void what_was_put_together_of_two_files_is_fetched_from_its_beginning() throws Exception {
        assertThat(there(fetch(BOUNDS, "/changed", "/changed"))).isEqualTo(FILE);
    }

    @Test
    void a_mirror_that_has_it_is_as_good() throws Exception {
        assertThat(there(fetch(BOUNDS, "/gone", "/other", "/whole"))).isEqualTo(FILE);
        assertThat(said).hasSize(2);
    }

    @Test
    void where_nobody_has_it_each_place_is_named() throws Exception {
        assertThat(fetch(BOUNDS, "/gone", "/gone?token=secret"))
                .isInstanceOfSatisfying(
                        Fetched.Nowhere.class,
                        nowhere -> assertThat(nowhere.reasons())
                                .hasSize(2)
                                .allMatch(reason -> reason.endsWith("/gone answers 404"))
                                .noneMatch(reason -> reason.contains("secret")));
    }

    @Test
    void another_file_is_not_kept() throws Exception {
        assertThat(fetch(BOUNDS, "/other")).isInstanceOf(Fetched.AnotherFile.class);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_is_too_large_is_not_fetched() throws Exception {
        assertThat(fetch(new Download.Bounds(Duration.ofMinutes(5), Duration.ofMinutes(1), HALF), "/whole"))
                .isEqualTo(new Fetched.TooLarge(HALF));

        assertThat(folder).isEmptyDirectory();
    }
}
