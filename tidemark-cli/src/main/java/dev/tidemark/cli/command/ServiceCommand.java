package dev.tidemark.cli.command;

import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.Service;
import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that run one service have in common: its config, and a life until SIGTERM. */
abstract class ServiceCommand implements Callable<Integer> {

    private static final Duration HEALTH_CHECK = Duration.ofSeconds(1);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "What differs from the service's defaults, in HOCON.")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A single value over the file, such as -Dfarm.brokers=host:9092. May be repeated.")
    private Map<String, String> values = new TreeMap<>();

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable String fault;

    /** Puts the service together. */
    abstract Service service() throws InterruptedException;

    final <T extends Record> T config(Class<T> type, String defaults) {
        return new ConfigReader().read(type, defaults, file, values);
    }

    /** Ends the service with an error. */
    final void fail(String reason) {
        fault = reason;
        end.countDown();
    }

    @Override
    public final Integer call() throws InterruptedException {
        Logs.ofService();
        CountDownLatch stopped = new CountDownLatch(1);
        try (Service service = service()) {
            service.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopped), "stop-service"));
            while (!end.await(HEALTH_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!service.dead().isEmpty()) {
                    fail(String.join("; ", service.dead()));
                }
            }
        } finally {
            stopped.countDown();
        }
        if (fault != null) {
            throw new ServiceException(fault);
        }
        return ExitCodes.OK;
    }

    /** On the way out of the process: lets the service stop in order. */
    private void stop(CountDownLatch stopped) {
        end.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
