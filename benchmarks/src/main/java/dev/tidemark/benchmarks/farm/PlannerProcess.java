package dev.tidemark.benchmarks.farm;

import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A planner in a process of its own, as {@code tidemark planner} runs it. Belongs to one thread. */
final class PlannerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private final String instance;
    private final Path folder;
    private final int statusPort;
    private final RestartableProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * One that is started at once.
     *
     * @param folder for its state and its log; the same instance goes on there
     * @param statusPort where it says how it is
     * @param settings further ones, {@code KEY=VALUE}
     */
    PlannerProcess(FarmSettings farm, String instance, Path folder, int statusPort, List<String> settings) {
        this.instance = instance;
        this.folder = folder;
        this.statusPort = statusPort;
        List<String> command = program();
        Stream.concat(
                        Stream.of(
                                "farm.brokers=" + farm.brokers(),
                                "streams.instance=" + instance,
                                "streams.state-folder=" + folder.resolve(instance),
                                "streams.replication=1",
                                "status.port=" + statusPort),
                        settings.stream())
                .forEach(setting -> command.add("-D" + setting));
        this.process = new RestartableProcess(instance, folder, command);
    }

    /** By the program's own launcher where a benchmark runs, so that it starts as it does for its users. */
    private static List<String> program() {
        String home = System.getProperty("tidemark.home");
        if (home != null) {
            return new ArrayList<>(List.of(Path.of(home, "tidemark").toString(), "planner"));
        }
        List<String> command = java();
        command.addAll(List.of("dev.tidemark.cli.Main", "planner"));
        return command;
    }

    /** A JVM with this one's class path, as services have it: what is to be run is not said yet. */
    static List<String> java() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        if (Runtime.version().feature()
                >= 23) { // As the launcher does: younger JVMs warn of what Kafka and RocksDB do.
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        if (hasHugePages()) {
            command.add("-XX:+UseTransparentHugePages");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private static boolean hasHugePages() {
        try {
            String given = Files.readString(HUGE_PAGES);
            return given.contains("[madvise]") || given.contains("[always]");
        } catch (IOException e) { // no Linux, or one without them
            return false;
        }
    }

    /** What befalls it. */
    RestartableProcess process() {
        return process;
    }

    /** Returns once it says that it is ready. */
    void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new ServiceException(
                        "the planner %s is not ready: see its log in %s".formatted(instance, folder));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private boolean isReady() throws InterruptedException {
        return ask("readyz").map(answer -> answer.statusCode() == 200).orElse(false);
    }

    /** Whether it has a task of a stage, as its metrics say. */
    boolean has(String stage) throws InterruptedException {
        String line = "planner_tasks{stage=\"%s\"} ".formatted(stage);
        return ask("metrics")
                .map(answer -> answer.body().lines().anyMatch(each -> each.startsWith(line) && !each.endsWith(" 0.0")))
                .orElse(false);
    }

    /** How much of the disk its state takes. Ask while it does not run. */
    long stateBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(instance))) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    /** What it measures, as Prometheus reads it. */
    String metrics() throws InterruptedException {
        return ask("metrics").map(HttpResponse::body).orElseThrow();
    }

    private Optional<HttpResponse<String>> ask(String path) throws InterruptedException {
        try {
            URI uri = URI.create("http://127.0.0.1:%d/%s".formatted(statusPort, path));
            return Optional.of(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
