package dev.tidemark.service;

import com.codahale.metrics.MetricRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that start in the order given and stop in reverse. A part that does not start stops those before it. Start and
 * close from one thread; health may be asked from any.
 */
public final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final String name;
    private final List<Part> parts;
    private final Deque<Part> toStop = new ArrayDeque<>();

    /**
     * @param name for logs
     * @param parts in the order in which they start
     */
    public Service(String name, List<? extends Part> parts) {
        this.name = name;
        this.parts = List.copyOf(parts);
    }

    /**
     * One that also says over HTTP how its parts are. That server starts first, so that a slow start can be watched.
     *
     * @param parts in the order in which they start
     */
    public static Service watched(String name, StatusSettings status, MetricRegistry metrics, Part... parts) {
        List<Part> all = new ArrayList<>();
        all.add(new StatusServer(status, metrics, List.of(parts)));
        all.addAll(List.of(parts));
        return new Service(name, all);
    }

    /** @throws ServiceException what the part that did not start said; every part before it is stopped again */
    public void start() throws InterruptedException {
        try {
            for (Part part : parts) {
                toStop.push(part);
                part.start();
                LOG.atDebug()
                        .addKeyValue("service", name)
                        .addKeyValue("part", part.name())
                        .log("started");
            }
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Stops what was started, in reverse. A part that fails to stop does not keep the others from it. */
    @Override
    public void close() {
        while (!toStop.isEmpty()) {
            Part part = toStop.pop();
            try {
                part.stop();
                LOG.atDebug()
                        .addKeyValue("service", name)
                        .addKeyValue("part", part.name())
                        .log("stopped");
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("service", name)
                        .addKeyValue("part", part.name())
                        .setCause(e)
                        .log("did not stop cleanly");
            }
        }
    }

    /** What keeps it from being ready, a line a part; empty when it is ready. */
    public List<String> notReady() {
        return told(parts, false);
    }

    /** What will not recover, a line a part; empty while there is hope. */
    public List<String> dead() {
        return told(parts, true);
    }

    static List<String> told(List<? extends Part> parts, boolean onlyDead) {
        List<String> told = new ArrayList<>();
        for (Part part : parts) {
            switch (part.health()) {
                case Health.Ready() -> {}
                case Health.Starting(String reason) -> {
                    if (!onlyDead) {
                        told.add(part.name() + ": " + reason);
                    }
                }
                case Health.Dead(String reason) -> told.add(part.name() + ": " + reason);
            }
        }
        return told;
    }
}
