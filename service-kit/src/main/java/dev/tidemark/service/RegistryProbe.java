package dev.tidemark.service;

import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a service that needs the schema registry: waits for one that is down or lacks schemas, and says so. Once it
 * has started, a registry that is away hinders nobody who reads and writes what this release writes.
 */
public final class RegistryProbe implements Part {

    /** How long a service waits for a registry before it gives up and lets whoever started it decide. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(RegistryProbe.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final EventSerdes serdes;
    private final Duration patience;
    private final Duration betweenLooks;
    private final Consumer<String> waitingFor;
    private volatile Health health = new Health.Starting("has not asked the schema registry yet");

    /**
     * @param serdes which the service reads and writes with
     * @param patience how long to wait for a registry that is down or lacks schemas before giving up
     */
    public RegistryProbe(EventSerdes serdes, Duration patience) {
        this(serdes, patience, BETWEEN_LOOKS, RegistryProbe::tell);
    }

    /** @param waitingFor told the reason when it begins to wait, and again when the reason has become another */
    RegistryProbe(EventSerdes serdes, Duration patience, Duration betweenLooks, Consumer<String> waitingFor) {
        this.serdes = serdes;
        this.patience = patience;
        this.betweenLooks = betweenLooks;
        this.waitingFor = waitingFor;
    }

    private static void tell(String reason) {
        LOG.atWarn().addKeyValue("reason", reason).log("waiting for the schema registry");
    }

    @Override
    public String name() {
        return "registry-probe";
    }

    /** @throws ServiceException when waiting makes no sense, or the patience is over; with the next step */
    @Override
    public void start() throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String told = "";
        while (true) {
            try {
                serdes.prepare();
                health = Health.READY;
                return;
            } catch (RegistryException e) {
                String reason = String.valueOf(e.getMessage());
                if (!e.isPassing() || System.nanoTime() >= deadline) {
                    throw new ServiceException(reason, e);
                }
                if (!reason.equals(told)) {
                    waitingFor.accept(reason);
                }
                told = reason;
                health = new Health.Starting(reason);
            }
            Thread.sleep(betweenLooks);
        }
    }

    /** Nothing is left to stop: it only asks while it starts, and whoever interrupts that ends it. */
    @Override
    public void stop() {}

    @Override
    public Health health() {
        return health;
    }
}
