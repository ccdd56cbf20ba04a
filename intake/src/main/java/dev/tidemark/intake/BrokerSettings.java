package dev.tidemark.intake;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/**
 * How intake reaches the brokers.
 *
 * @param client settings of Kafka's clients, {@code bootstrap.servers} among them
 * @param patience how long to wait for an answer before giving up
 */
public record BrokerSettings(Map<String, String> client, Duration patience) {

    private static final String SERVERS = "bootstrap.servers";

    /** @throws IllegalArgumentException when no broker is named or the patience is under a second */
    public BrokerSettings {
        client = Map.copyOf(client);
        if (!client.containsKey(SERVERS)) {
            throw new IllegalArgumentException("the setting bootstrap.servers is missing: name a broker as host:port");
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a broker needs at least a second to answer, not " + patience);
        }
    }

    String servers() {
        return client.getOrDefault(SERVERS, "");
    }

    int patienceMillis() {
        return Math.toIntExact(patience.toMillis());
    }

    /** For a producer that gives up when the patience is over. */
    Map<String, Object> producer() {
        Map<String, Object> settings = common();
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        settings.put("max.block.ms", patienceMillis());
        settings.put("request.timeout.ms", patienceMillis() / 2);
        settings.put("delivery.timeout.ms", patienceMillis());
        return settings;
    }

    /** For a consumer that sees only what was committed and belongs to no group. */
    Map<String, Object> consumer() {
        Map<String, Object> settings = common();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", patienceMillis());
        return settings;
    }

    IntakeException unreachable(RuntimeException cause) {
        return new IntakeException(
                "No broker answered at %s within %d s; start it, or correct bootstrap.servers, and try again."
                        .formatted(servers(), patience.toSeconds()),
                cause);
    }

    IntakeException unusable(KafkaException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new IntakeException(
                "The settings of the brokers cannot be used (%s); correct them and try again."
                        .formatted(reason.getMessage()),
                cause);
    }

    private Map<String, Object> common() {
        return new TreeMap<>(client);
    }
}
