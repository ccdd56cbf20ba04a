package dev.tidemark.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.tidemark.notifier.testing.Built;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP, and what is answered for a script is run by a shell, as those do who ask. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ReproductionsTest {

    private static final String INTEL = "/breakages/b-1/reproduce/x86_64-linux/csv";
    private static final String ARM = "/breakages/b-1/reproduce/aarch64-linux/csv";
    private static final String MANY = "/breakages/b-1/reproduce/riscv64-linux/csv";

    private final FeedBook book = new FeedBook();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final Map<String, Supplier<Job>> built = new TreeMap<>();
    private final List<PublicServer> servers = new ArrayList<>();

    @TempDir
    private Path folder;

    private PublicServer server;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    ReproductionsTest() {}

    @BeforeEach
    void open() throws IOException {
        server = serve(folder.resolve("artifacts").toString());
        Breakage breakage = Told.breakage("b-1", BreakageState.RAISED, 1, "csv");
        RegressedJob any = breakage.getRegressed().getFirst();
        List<RegressedJob> regressed = new ArrayList<>();
        for (String system : List.of("aarch64-linux", "riscv64-linux", "x86_64-linux")) {
            regressed.add(RegressedJob.newBuilder(any)
                    .setJob(new JobRef("csv", system, Variant.WAVE, null))
                    .build());
            built.put(system, () -> Built.csv(system));
        }
        book.take("b-1", Breakage.newBuilder(breakage).setRegressed(regressed).build());
        place("recipes/" + Built.RECIPE.substring(0, 2), Built.RECIPE.substring(2), 1);
        place(Built.TEXTKIT.substring(0, 2), Built.TEXTKIT.substring(2), 1);
    }

    private PublicServer serve(String artifacts) {
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, "", "", artifacts, 2);
        PublicServer started = new PublicServer(settings, links -> {
            Reproductions reproductions = new Reproductions(
                    book,
                    new Recollection(
                            (wave, attribute, system) -> {
                                looks.incrementAndGet();
                                return Optional.ofNullable(built.get(system)).map(Supplier::get);
                            },
                            nanos::get),
                    links,
                    new Artifacts(settings.store()),
                    new ArchiveSender());
            return exchange ->
                    reproductions.answers(exchange, exchange.getRequestURI().getRawPath());
        });
        started.start();
        servers.add(started);
        return started;
    }

    @AfterEach
    void close() {
        servers.forEach(PublicServer::stop);
        client.close();
    }

    private void place(String below, String name, int megabytes) throws IOException {
        Path place = Files.createDirectories(folder.resolve("artifacts/free").resolve(below));
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(place.resolve(name)))) {
            for (int i = 0; i < megabytes; i++) {
                out.write("of the archive. ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void what_a_breakage_was_built_from_is_served_and_nothing_else() throws Exception {
        assertThat(get(INTEL).body())
                .contains("version='1.5'", "'%s%s'".formatted(server.links().base(), INTEL), "fetch inputs/'textkit'");
        assertThat(get(INTEL + "/recipe.tar").body()).startsWith("of the archive.");
        assertThat(get(INTEL + "/inputs/textkit.tar").body()).startsWith("of the archive.");
        for (String path : List.of(
                INTEL + "/inputs/libc.tar",
                INTEL + "/inputs/..%2f..tar.tar",
                "/breakages/b-1/reproduce/x86_64-linux/docs/recipe.tar",
                "/breakages/b-1/reproduce/mips-linux/csv/recipe.tar",
                "/breakages/b-2/reproduce/x86_64-linux/csv/recipe.tar")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void each_system_is_built_again_as_it_was_built_itself() throws Exception {
        built.put("aarch64-linux", () -> Built.csv("aarch64-linux", "c".repeat(64), Trust.FREE, Trust.FREE));

        assertThat(get(INTEL).body()).contains("demo:csv 1.5 for x86_64-linux", INTEL);
        assertThat(refusal(ARM)).contains("is built in a workspace");
        assertThat(get(MANY).body()).contains("demo:csv 1.5 for riscv64-linux", MANY);
    }

    @Test
    void whatever_is_not_there_is_said_by_a_script_that_fails() throws Exception {
        for (String path : List.of(
                "/breakages/b-2/reproduce/x86_64-linux/csv",
                "/breakages/b-1/reproduce/x86_64-linux/docs",
                "/breakages/b-1/reproduce/mips-linux/csv",
                "/breakages/b-1/reproduce/csv",
                "/breakages/%24/reproduce/x86_64-linux/csv",
                "/breakages/b-1/reproduce/")) {
            assertThat(refusal(path)).as(path).contains("there is no such breakage, or it did not break that");
        }
        built.remove("x86_64-linux");
        assertThat(refusal(INTEL)).contains("not broken there any more");
        Files.delete(folder.resolve("artifacts/free")
                .resolve(Built.TEXTKIT.substring(0, 2))
                .resolve(Built.TEXTKIT.substring(2)));
        assertThat(refusal(ARM)).contains("not all that demo:csv was built from is in the artifact store");
        built.put("riscv64-linux", () -> Built.csv("riscv64-linux", "", Trust.UNFREE, Trust.FREE));
        assertThat(refusal(MANY)).contains("or is not free");
        assertThat(get(MANY + "/recipe.tar").statusCode()).isEqualTo(404);
    }

    @Test
    void brokers_that_are_away_are_said_by_a_script_that_fails_and_asked_again() throws Exception {
        built.put("x86_64-linux", () -> {
            throw new KafkaException("no brokers");
        });
        built.put("aarch64-linux", () -> {
            throw new TimeoutException("not read in time");
        });

        assertThat(refusal(INTEL)).contains("the brokers of the farm do not answer");
        assertThat(refusal(ARM)).contains("the jobs of the wave demo-1 could not be read in time");
        HttpResponse<String> archive = get(INTEL + "/recipe.tar");
        assertThat(archive.statusCode()).isEqualTo(503);
        assertThat(archive.headers().firstValue("Retry-After")).contains("30");
        built.put("x86_64-linux", () -> Built.csv("x86_64-linux"));
        assertThat(get(INTEL).body()).contains("version='1.5'");
    }

    @Test
    void more_than_are_looked_up_at_once_are_told_to_come_again() throws Exception {
        assertThat(get(MANY).body()).contains("version='1.5'");
        CountDownLatch looking = new CountDownLatch(Recollection.AT_ONCE);
        CountDownLatch ended = new CountDownLatch(1);
        for (String system : List.of("x86_64-linux", "aarch64-linux")) {
            built.put(system, () -> {
                looking.countDown();
                awaitUninterrupted(ended);
                return Built.csv(system);
            });
        }
        List<CompletableFuture<HttpResponse<String>>> first = List.of(
                client.sendAsync(request(server, INTEL).build(), BodyHandlers.ofString()),
                client.sendAsync(request(server, ARM).build(), BodyHandlers.ofString()));
        looking.await();

        assertThat(refusal(INTEL)).contains("others are looking something up here");
        HttpResponse<String> archive = get(INTEL + "/recipe.tar");
        assertThat(archive.statusCode()).isEqualTo(503);
        assertThat(archive.headers().firstValue("Retry-After")).contains("5");
        assertThat(get(MANY).body()).as("what is known already").contains("version='1.5'");

        ended.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : first) {
            assertThat(answer.join().body()).contains("version='1.5'");
        }
        assertThat(get(INTEL + "/recipe.tar").statusCode()).isEqualTo(200);
    }

    @Test
    void what_was_looked_up_holds_for_a_minute_also_that_there_is_nothing() throws Exception {
        built.remove("aarch64-linux");
        for (int i = 0; i < 3; i++) {
            assertThat(get(INTEL).body()).contains("version='1.5'");
            assertThat(refusal(ARM)).contains("not broken there any more");
        }
        assertThat(get(INTEL + "/recipe.tar").statusCode()).isEqualTo(200);
        assertThat(get(ARM + "/recipe.tar").statusCode()).isEqualTo(404);
        assertThat(looks).hasValue(2);

        built.remove("x86_64-linux");
        built.put("aarch64-linux", () -> Built.csv("aarch64-linux"));
        nanos.addAndGet(Recollection.HOLDS.toNanos());

        assertThat(refusal(INTEL)).contains("not broken there any more");
        assertThat(get(ARM).body()).contains("version='1.5'");
        assertThat(looks).hasValue(4);
    }

    /** Such as another one behind the same proxy, or one that was started again. */
    @Test
    void a_notifier_that_was_not_asked_for_the_script_serves_its_archives() throws Exception {
        assertThat(get(INTEL + "/inputs/textkit.tar").body()).startsWith("of the archive.");
        assertThat(get(INTEL + "/recipe.tar").body()).startsWith("of the archive.");
        assertThat(looks).hasValue(1);
    }

    @Test
    void who_asks_for_headers_only_costs_no_look() throws Exception {
        assertThat(head(INTEL).statusCode()).isEqualTo(200);
        assertThat(head(INTEL + "/recipe.tar").statusCode()).isEqualTo(503);
        assertThat(looks).hasValue(0);

        assertThat(get(INTEL).body()).contains("version='1.5'");
        assertThat(head(INTEL + "/recipe.tar").statusCode()).isEqualTo(200);
        assertThat(looks).hasValue(1);
    }

    @Test
    void without_an_artifact_store_nothing_is_looked_up() throws Exception {
        server = serve("");

        assertThat(refusal(INTEL)).contains("no artifact store is served");
        assertThat(get(INTEL + "/recipe.tar").statusCode()).isEqualTo(404);
        assertThat(looks).hasValue(0);
    }

    @Test
    void no_more_archives_are_sent_at_once_than_may() throws Exception {
        place("recipes/" + Built.RECIPE.substring(0, 2), Built.RECIPE.substring(2), 64);
        List<InputStream> slow = new ArrayList<>();
        for (int i = 0; i < ArchiveSender.SENT_AT_ONCE; i++) {
            HttpResponse<InputStream> answer =
                    client.send(request(server, INTEL + "/recipe.tar").build(), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            slow.add(answer.body());
        }

        HttpResponse<String> another = get(INTEL + "/inputs/textkit.tar");
        assertThat(another.statusCode()).isEqualTo(503);
        assertThat(another.headers().firstValue("Retry-After")).contains("5");
        assertThat(get(INTEL).body()).as("the script, whose curl waits").contains("curl -fsS --retry 5 ");

        for (InputStream body : slow) {
            body.close();
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (get(INTEL + "/inputs/textkit.tar").statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What a shell says of the answer, which fails. */
    private String refusal(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        Path output = folder.resolve("output");
        Process shell = new ProcessBuilder("sh")
                .redirectInput(Files.writeString(folder.resolve("script"), answer.body())
                        .toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(shell.waitFor()).as(answer.body()).isEqualTo(3);
        return Files.readString(output);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(server, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> head(String path) throws Exception {
        return client.send(request(server, path).HEAD().build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(PublicServer server, String path) {
        return HttpRequest.newBuilder(URI.create(server.links().base() + path));
    }
}
