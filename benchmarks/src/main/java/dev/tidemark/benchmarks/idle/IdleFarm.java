package dev.tidemark.benchmarks.idle;

import dev.tidemark.benchmarks.stage.Stage;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A farm as {@code tidemark up} runs it, and one more agent in a process of its own, both by the program's launcher. Belongs to one thread. */
final class IdleFarm implements AutoCloseable {

    private static final int SLOTS = 8;
    private static final String NAME = "idle";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Path launcher;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    private IdleFarm(Path home, Path folder) {
        this.launcher = home.resolve("tidemark").toAbsolutePath();
        this.folder = folder;
    }

    /**
     * Returns once the agent is heeded and says that it is ready.
     *
     * @param home the folder of the launcher
     * @param folder for the data and logs of both
     */
    static IdleFarm start(Path home, Path folder) throws InterruptedException {
        IdleFarm farm = new IdleFarm(home, folder);
        try {
            farm.start();
            return farm;
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private void start() throws InterruptedException {
        int port = Stage.freePort();
        int status = Stage.freePort();
        String brokers = "127.0.0.1:" + port;
        List<String> agent = List.of(
                "-Dname=" + NAME,
                "-Dslots=" + SLOTS,
                "-Dfarm.brokers=" + brokers,
                "-Dstatus.port=" + status,
                "-Dwork=" + folder.resolve("work"),
                "-Dstate=" + folder.resolve("state"),
                "-Dartifacts=" + folder.resolve("artifacts"));
        processes.add(
                started("farm", List.of("up", "--data", folder.resolve("farm").toString(), "--port", "" + port)));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> enroll = Stream.of(
                        List.of("agent", "enroll"), agent, List.of("--by", "benchmarks", "--farm", brokers))
                .flatMap(List::stream)
                .toList();
        while (started("enroll", enroll).waitFor() != 0) {
            require(deadline, "the farm");
        }
        processes.add(
                started(NAME, Stream.concat(Stream.of("agent"), agent.stream()).toList()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isReady(http, status)) {
                require(deadline, "the agent");
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
            }
        }
    }

    private void require(long deadline, String what) {
        boolean ended = processes.stream().anyMatch(process -> !process.isAlive());
        if (ended || System.nanoTime() > deadline) {
            throw new ServiceException("%s is not there: see the logs in %s".formatted(what, folder));
        }
    }

    private static boolean isReady(HttpClient http, int port) throws InterruptedException {
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
                    .build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Process started(String log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(folder);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(log + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be started (%s): see that it is there, and that %s can be written"
                            .formatted(launcher, e.getMessage(), folder),
                    e);
        }
    }

    /** What the farm's process has taken. */
    Usage farm() {
        return Usage.of(processes.getFirst().toHandle());
    }

    /** What the agent's process has taken. */
    Usage agent() {
        return Usage.of(processes.getLast().toHandle());
    }

    @Override
    public void close() {
        processes
                .reversed()
                .forEach(process -> process.destroyForcibly().onExit().join());
    }
}
