package dev.tidemark.schemas.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where schemas are looked up.
 *
 * @param url {@code http(s)://…} for a server, {@code mock://scope} for the history's fixed ids without one
 * @param client further settings of Confluent's client, such as {@code basic.auth.user.info}; may hold passwords
 */
public record RegistrySettings(String url, Map<String, String> client) {

    private static final int SCHEMAS_CACHED = 1000;

    /** Without a server: ids come from the schemas' history. */
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

    /** Whether there is a server to speak to. */
    public boolean hasServer() {
        return !url.startsWith("mock://");
    }

    /** The URL as it may be told: a name and password in it are left out. */
    public String place() {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** Without what the client's settings may hold: passwords. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + place() + ", client=" + new TreeMap<>(client).keySet() + "]";
    }

    /** A client of the server, which the caller closes. */
    SchemaRegistryClient newClient() {
        return SchemaRegistryClientFactory.newClient(
                List.of(url), SCHEMAS_CACHED, List.of(new AvroSchemaProvider()), client, null);
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
