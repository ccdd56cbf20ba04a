package dev.tidemark.service;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The first part of a service that needs a broker: does not start before one answers, so that a wrong address is one
 * sentence and not an endless log.
 */
public final class BrokerProbe implements Part {

    private final FarmSettings farm;
    private final Duration patience;

    /**
     * @param farm whose brokers are asked
     * @param patience how long they may take to answer
     */
    public BrokerProbe(FarmSettings farm, Duration patience) {
        this.farm = farm;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "broker-probe";
    }

    @Override
    public void start() throws InterruptedException {
        Properties properties = farm.clientProperties();
        properties.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(patience.toMillis()));
        try (Admin admin = Admin.create(properties)) {
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new ServiceException(
                    "no Kafka broker answers at %s within %d s: start one there, or set farm.brokers to where it is (%s)"
                            .formatted(farm.brokers(), patience.toSeconds(), oneLine(reason)),
                    e);
        }
    }

    private static String oneLine(Throwable reason) {
        String message = reason.getMessage();
        return message == null
                ? reason.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    @Override
    public void stop() {
        // Nothing is kept open.
    }

    @Override
    public Health health() {
        return Health.READY;
    }
}
