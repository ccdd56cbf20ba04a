package dev.tidemark.service;

import dev.tidemark.schemas.wire.RegistrySettings;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The farm that a service belongs to: its brokers and its schema registry.
 *
 * @param brokers {@code host:port}, separated by commas
 * @param kafka further settings for every Kafka client, such as {@code security.protocol}
 * @param registry where schemas are looked up
 */
public record FarmSettings(String brokers, Map<String, String> kafka, RegistrySettings registry) {

    public FarmSettings {
        if (brokers.isBlank()) {
            throw new IllegalArgumentException("farm.brokers is empty: name a broker, such as 127.0.0.1:9092");
        }
        kafka = Map.copyOf(kafka);
    }

    /** A farm whose brokers need nothing special, without a registry server. */
    public static FarmSettings at(String brokers) {
        return new FarmSettings(brokers, Map.of(), RegistrySettings.WITHOUT_SERVER);
    }

    /** What every Kafka client of this farm is told, by name; the caller adds the rest. */
    public SortedMap<String, String> clientSettings() {
        SortedMap<String, String> settings = new TreeMap<>(kafka);
        settings.put("bootstrap.servers", brokers);
        return settings;
    }

    /** The same, for who needs properties. */
    public Properties clientProperties() {
        Properties properties = new Properties();
        properties.putAll(clientSettings());
        return properties;
    }
}
