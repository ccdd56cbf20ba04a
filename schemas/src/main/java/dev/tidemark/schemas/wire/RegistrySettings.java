package dev.tidemark.schemas.wire;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where schemas are looked up.
 *
 * @param url {@code http(s)://…} for a server, {@code mock://scope} for the catalogue's fixed ids without one
 * @param client further settings of Confluent's client, such as {@code basic.auth.user.info}
 */
public record RegistrySettings(String url, Map<String, String> client) {

    /** Without a server: ids come from the catalogue. */
    public static final RegistrySettings WITHOUT_SERVER = new RegistrySettings("mock://tidemark", Map.of());

    /** @throws IllegalArgumentException when the URL is of neither kind */
    public RegistrySettings {
        if (!url.startsWith("mock://") && !url.startsWith("http://") && !url.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "\"" + url
                            + "\" is not a schema registry: use http://…, https://…, or mock://tidemark to do without a server");
        }
        client = Map.copyOf(client);
    }

    boolean hasServer() {
        return !url.startsWith("mock://");
    }

    Map<String, Object> serdeSettings() {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("schema.registry.url", url);
        settings.put("specific.avro.reader", true);
        settings.put("avro.remove.java.properties", true);
        settings.put("auto.register.schemas", false);
        settings.put("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy");
        return settings;
    }
}
