package dev.tidemark.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Notice;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP, and what is answered for a script is run by a shell, as those do who ask. Nix is a program that says what it was asked for. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TrialsTest {

    private static final String WORKSPACE = "c".repeat(64);
    private static final String SCRIPT = "/notices/demo-7/try/csv";
    private static final String ARCHIVE = "/notices/demo-7/workspace.tar";

    private final FeedBook book = new FeedBook();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private PublicServer server;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    TrialsTest() {}

    private record Run(int status, String said) {}

    @BeforeEach
    void open() {
        server = serve(folder.resolve("artifacts").toString());
    }

    private PublicServer serve(String artifacts) {
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, "", "", artifacts, 2);
        PublicServer started = new PublicServer(settings, links -> {
            Trials trials = new Trials(book, links, new Artifacts(settings.store()), new ArchiveSender());
            return exchange -> trials.answers(exchange, exchange.getRequestURI().getRawPath());
        });
        started.start();
        return started;
    }

    @AfterEach
    void close() {
        server.stop();
        client.close();
    }

    private void announced(String workspace) {
        book.take(Notice.newBuilder(
                        Told.notice("ada", "demo-7", 0, "csv").getNotice().orElseThrow())
                .setWorkspace(workspace)
                .build());
    }

    /** The archive of a workspace with one file. */
    private void prepared() throws Exception {
        Files.createDirectories(folder.resolve("files"));
        Files.writeString(folder.resolve("files/try.nix"), "what evaluates to the set");
        Path tar = folder.resolve("files.tar");
        assertThat(new ProcessBuilder("tar", "-c", "-f", tar.toString(), "-C", "files", "try.nix")
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
        Path place = Files.createDirectories(folder.resolve("artifacts/free/recipes/cc"));
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(place.resolve("c".repeat(62))))) {
            Files.copy(tar, out);
        }
    }

    @Test
    void a_package_of_a_wave_that_is_coming_is_built_in_its_workspace() throws Exception {
        announced(WORKSPACE);
        prepared();

        Run run = run(get(SCRIPT).body(), 0);

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.said())
                .contains("builds demo:csv in ", "/into/try.nix -A csv --out-link ", "nix-build ended with status 0");
        assertThat(folder.resolve("into/try.nix")).hasContent("what evaluates to the set");
        assertThat(run(get(SCRIPT).body(), 100).status()).isEqualTo(100);
        assertThat(server.links().canBeTried().test(WORKSPACE)).isTrue();
        assertThat(head(ARCHIVE)).isEqualTo(200);
    }

    @Test
    void a_strange_name_is_no_command() throws Exception {
        announced(WORKSPACE);
        prepared();

        Run run = run(
                get("/notices/demo-7/try/a'%24(touch%20pwned)%60touch%20pwned%60%22")
                        .body(),
                0);

        assertThat(run.said()).contains("-A a'$(touch pwned)`touch pwned`\" --out-link");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    @Test
    void a_script_that_was_cut_off_does_nothing() throws Exception {
        announced(WORKSPACE);
        prepared();
        List<String> lines = get(SCRIPT).body().lines().toList();

        for (int kept = 0; kept < lines.size(); kept++) {
            Run unused = run(String.join("\n", lines.subList(0, kept)), 0);

            assertThat(folder.resolve("into")).as("%d lines", kept).doesNotExist();
        }
    }

    @Test
    void what_cannot_be_tried_is_said_by_a_script_that_fails() throws Exception {
        refused(SCRIPT, "no wave demo-7 was announced");
        announced("");
        refused(SCRIPT, "the wave demo-7 cannot be tried from here");
        announced("../../../etc/passwd");
        refused(SCRIPT, "the wave demo-7 cannot be tried from here");
        announced(WORKSPACE);
        refused(SCRIPT, "the wave demo-7 cannot be tried from here");
        assertThat(get(ARCHIVE).statusCode()).isEqualTo(404);
        assertThat(head(ARCHIVE)).isEqualTo(404);
        assertThat(server.links().canBeTried().test(WORKSPACE)).isFalse();
        prepared();
        refused("/notices/demo-7/try/", "a notice has the command");
        refused("/notices/demo-8/try/csv", "no wave demo-8 was announced");
        assertThat(get("/notices/demo-8/workspace.tar").statusCode()).isEqualTo(404);
    }

    @Test
    void without_an_artifact_store_nothing_can_be_tried() throws Exception {
        announced(WORKSPACE);
        prepared();
        server.stop();
        server = serve("");

        refused(SCRIPT, "no artifact store is served");
        assertThat(get(ARCHIVE).statusCode()).isEqualTo(404);
    }

    private void refused(String path, String why) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        Run run = run(answer.body(), 0);
        assertThat(run.status()).as(path).isEqualTo(3);
        assertThat(run.said()).as(path).contains(why);
    }

    /** @param status that nix-build ends with */
    private Run run(String script, int status) throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path nix = Files.writeString(
                programs.resolve("nix-build"), "#!/bin/sh\necho nix-build \"$@\"\nexit %d\n".formatted(status));
        Files.setPosixFilePermissions(nix, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(folder.resolve("script"), script);
        ProcessBuilder shell = new ProcessBuilder("sh", file.toString(), "into")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        shell.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        int ended = shell.start().waitFor();
        return new Run(ended, Files.readString(folder.resolve("output")));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private int head(String path) throws Exception {
        return client.send(request(path).HEAD().build(), BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.links().base() + path));
    }
}
