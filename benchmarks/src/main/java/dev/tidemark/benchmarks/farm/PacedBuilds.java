package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.farm.ChainSet.Link;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.cli.simulated.SimulatedBuilds;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * Builds of a {@link ChainSet} that end when they are told to, the one that runs longest first, and how long it takes from a
 * result until the request for the next of its chain. The set's others end at once. Safe for any thread.
 */
final class PacedBuilds implements SimulatedBuilds {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String set;
    private final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
    /** By the attribute of the next: when the result before it was meant to be sent. */
    private final Map<String, Long> awaited = new ConcurrentHashMap<>();

    private Histogram nanos = new Histogram(3);
    private long newestAnswered = Long.MIN_VALUE;
    private long answeredAt;
    private final List<Requested> others = new ArrayList<>();

    private record Running(Build build, Ending ending) {}

    /** A request for no part of a chain. */
    private record Requested(BuildSpec spec, long nanos) {}

    /** @param set of the chains: what is built of another never ends */
    PacedBuilds(String set) {
        this.set = set;
    }

    @Override
    public void begin(Build build, Ending ending) {
        if (Link.of(build.getSpec()).isPresent()) {
            running.add(new Running(build, ending));
        } else if (build.getSpec().getSet().equals(set)) {
            Thread.startVirtualThread(() -> ending.end(Duration.ofMillis(1), Optional.empty()));
        }
    }

    /** A request arrived that its agent had not heard before. */
    private void requested(Build build, long now) {
        String attribute = build.getSpec().getAttribute();
        Long since = awaited.remove(attribute);
        synchronized (this) {
            if (since != null) {
                nanos.recordValue(now - since);
                if (since > newestAnswered) {
                    newestAnswered = since;
                    answeredAt = now;
                    notifyAll();
                }
            } else if (Link.of(build.getSpec()).isEmpty()) {
                others.add(new Requested(build.getSpec(), now));
                notifyAll();
            }
        }
    }

    /** What agents see of its requests, told to a ledger too. */
    SimulatedAgents.Watcher beside(AgentLedger ledger) {
        return new SimulatedAgents.Watcher() {
            @Override
            public void asked(String agent, Build build, long nanos) {
                requested(build, nanos);
                ledger.asked(agent, build, nanos);
            }

            @Override
            public void answered(Build build, boolean built) {
                ledger.answered(build, built);
            }

            @Override
            public void cancelled(Build build) {
                ledger.cancelled(build);
            }
        };
    }

    /** How many run. */
    int running() {
        return running.size();
    }

    /** Ends the one that runs longest: waits for one when there is none, which counts. */
    void endOne(long intended, int length) throws InterruptedException {
        Running oldest = running.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (oldest == null) {
            throw new ServiceException(
                    "no build was asked for within %d s: see the log file".formatted(PATIENCE.toSeconds()));
        }
        Link link = Link.of(oldest.build().getSpec()).orElseThrow();
        if (link.place() + 1 < length) {
            awaited.put(new Link(link.chain(), link.place() + 1).attribute(), intended);
        }
        oldest.ending().end(Duration.ofSeconds(10), Optional.empty());
    }

    /** How many requests are still awaited. */
    int awaited() {
        return awaited.size();
    }

    /** From results to requests since it was asked last. */
    synchronized Histogram taken() {
        Histogram taken = nanos;
        nanos = new Histogram(3);
        return taken;
    }

    /** Builds of a wave that was given up: their agents have been told. */
    synchronized void forget() {
        running.clear();
        awaited.clear();
        nanos.reset();
    }

    /**
     * Waits until a result is answered that was meant to be sent after a time, and returns when it was; both as
     * {@link System#nanoTime}.
     */
    synchronized long awaitAnswered(long sentAfter, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (newestAnswered <= sentAfter) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ServiceException(
                        "no result was answered within %d s: see the log files".formatted(patience.toSeconds()));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return answeredAt;
    }

    /** Waits for the first such request for no part of a chain, and returns when it came, as {@link System#nanoTime}. */
    synchronized long await(Predicate<BuildSpec> such) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (Requested each : others) {
                if (such.test(each.spec())) {
                    return each.nanos();
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ServiceException("what was bumped is not asked for: see the log file");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
