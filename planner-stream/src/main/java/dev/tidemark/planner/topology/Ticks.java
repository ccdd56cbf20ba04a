package dev.tidemark.planner.topology;

import dev.tidemark.planner.topology.PlannerMetrics.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided because time passes, for a pool or a set. No record can be put aside when that throws, and a client that stopped
 * for it would stop again after each restart: so nothing of it is applied, operators are told once, and it is tried again a while
 * later, while records and the time of others go on. Belongs to one task.
 */
final class Ticks {

    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);
    /** A failure is no reason to fill the log, and what mends itself with the next record is soon seen. */
    static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private final Stage stage;
    private final PlannerMetrics metrics;
    private final Telling telling;
    /** When those are tried again whose last try threw. */
    private final Map<String, Instant> failing = new TreeMap<>();

    /** Tells operators that time stands still for a pool or a set. */
    interface Telling {
        void tell(String subject, String reason);
    }

    Ticks(Stage stage, PlannerMetrics metrics, Telling telling) {
        this.stage = stage;
        this.metrics = metrics;
        this.telling = telling;
    }

    /**
     * What was decided, to be applied; empty when it threw, or did a short while ago.
     *
     * @param deciding reads and decides, and applies nothing
     * @throws KafkaException when a store fails: that stops the client
     */
    <D> Optional<D> decided(String subject, Instant now, Supplier<D> deciding) {
        Instant again = failing.get(subject);
        if (again != null && now.isBefore(again)) {
            return Optional.empty();
        }
        D decision;
        try {
            decision = deciding.get();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(subject, now, e);
            return Optional.empty();
        }
        if (failing.remove(subject) != null) {
            LOG.atInfo().addKeyValue("subject", subject).log("its time passes again");
        }
        return Optional.of(decision);
    }

    private void failed(String subject, Instant now, RuntimeException e) {
        metrics.tickFailed(stage);
        LOG.atError().setCause(e).addKeyValue("subject", subject).log("what time asks for cannot be decided");
        if (failing.put(subject, now.plus(AGAIN_AFTER)) == null) {
            telling.tell(subject, String.valueOf(e.getMessage()));
        }
    }
}
