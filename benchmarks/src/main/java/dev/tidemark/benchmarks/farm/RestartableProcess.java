package dev.tidemark.benchmarks.farm;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program with a state folder and a log of its own that is killed, stopped and started again. Belongs to one thread. */
final class RestartableProcess implements AutoCloseable {

    /** How long it may take to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String instance;
    private final Path folder;
    private final List<String> command;
    private Process process;

    /**
     * One that is started at once.
     *
     * @param folder for its log, and for its state in a folder with its name
     */
    RestartableProcess(String instance, Path folder, List<String> command) {
        this.instance = instance;
        this.folder = folder;
        this.command = List.copyOf(command);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ServiceException("the folder %s cannot be made: free space there".formatted(folder), e);
        }
        this.process = started();
    }

    private Process started() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(instance + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be started (%s): see that %s can be written".formatted(instance, e.getMessage(), folder),
                    e);
        }
    }

    /** Starts it again after it ended. */
    void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("it has not ended");
        }
        process = started();
    }

    /** SIGKILL: no hook runs. Returns once it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM. Returns once it is gone. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ServiceException(
                    "%s has not ended within %s: see its log in %s".formatted(instance, PATIENCE, folder));
        }
    }

    /** Takes away all that it kept: it reads everything again. Call it while it does not run. */
    void forget() {
        Path state = folder.resolve(instance);
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new ServiceException("%s cannot be removed: see who holds files there".formatted(state), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }
}
