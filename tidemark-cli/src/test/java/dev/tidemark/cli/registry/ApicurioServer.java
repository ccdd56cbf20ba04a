package dev.tidemark.cli.registry;

import dev.tidemark.cli.FreePort;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Apicurio Registry, which speaks Confluent's API, in a process of its own that listens on loopback only and does not
 * outlive this one. What it keeps lies in a folder, and its port stays the same: it may be stopped and started again. Not
 * thread-safe.
 */
final class ApicurioServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final String HOST = "127.0.0.1";
    private static final Path PROGRAM = Path.of("target", "apicurio", "quarkus-run.jar");
    private static final Path LOGS = Path.of("target", "apicurio-logs");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private ApicurioServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts one and returns once it serves.
     *
     * @param folder where it keeps its schemas
     */
    static ApicurioServer start(Path folder) throws IOException, InterruptedException {
        ApicurioServer server = new ApicurioServer(folder, FreePort.any());
        try {
            server.start();
            return server;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Starts it again after {@link #stop}; returns once it serves. */
    void start() throws IOException, InterruptedException {
        if (process != null) {
            throw new IllegalStateException("it runs already");
        }
        if (!Files.exists(PROGRAM)) {
            throw new AssertionError(PROGRAM.toAbsolutePath()
                    + " is missing: mvn pre-integration-test -pl tidemark-cli -am -DskipTests unpacks it");
        }
        Files.createDirectories(LOGS);
        Process started = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        awaitReady(started);
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=" + HOST,
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=" + HOST,
                "-Dquarkus.management.port=0",
                "-Dapicurio.datasource.url=jdbc:h2:file:"
                        + folder.resolve("registry").toAbsolutePath(),
                "-cp",
                PROGRAM + File.pathSeparator + Path.of("target", "test-classes"),
                EndsWithParent.class.getName(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
    }

    private void awaitReady(Process started) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!started.isAlive()) {
                throw new AssertionError("it ended with status %d: see %s".formatted(started.exitValue(), log()));
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it does not serve after %s: see %s".formatted(PATIENCE, log()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private boolean answers() throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create("http://%s:%d/apis/registry/v3/system/info".formatted(HOST, port)))
                .timeout(PATIENCE)
                .build();
        try {
            return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Path log() {
        return LOGS.resolve(port + ".log").toAbsolutePath();
    }

    /** Where Confluent's API is; the same after a restart. */
    String url() {
        return "http://%s:%d/apis/ccompat/v7".formatted(HOST, port);
    }

    RegistrySettings settings() {
        return new RegistrySettings(url(), Map.of());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return http.send(request(path).PUT(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(request(path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json");
    }

    /** Stops it and returns once nobody listens any more; what it keeps stays. Does nothing when it does not run. */
    void stop() throws InterruptedException {
        if (process != null) {
            // Not Process.destroy, which also closes the pipe: it would end at once and lose what is not yet in its
            // file.
            process.toHandle().destroy();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it does not stop: see " + log());
            }
            process = null;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
            process = null;
        }
        http.close();
    }
}
