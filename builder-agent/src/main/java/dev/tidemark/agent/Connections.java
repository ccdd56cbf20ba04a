package dev.tidemark.agent;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.EventSerdes;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What connects an agent with the rest of the farm.
 *
 * @param client settings of Kafka's clients, {@code bootstrap.servers} among them
 * @param serdes of the events
 * @param metrics where it shows what it does
 * @param key with which it signs what it says
 */
public record Connections(Map<String, String> client, EventSerdes serdes, MetricRegistry metrics, SigningKey key) {
    public Connections {
        client = Collections.unmodifiableMap(new TreeMap<>(client));
    }
}
