package dev.tidemark.schemas.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import java.io.IOException;
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

    /** @throws IllegalArgumentException when the URL is of neither kind, or the client does not take its settings */
    public RegistrySettings {
        requireUrl(url);
        client = Map.copyOf(client);
        if (!url.startsWith("mock://")) {
            requireFit(url, client);
        }
    }

    /** @throws IllegalArgumentException when it is the URL of neither a server nor of doing without one */
    public static void requireUrl(String url) {
        if (!url.startsWith("mock://") && !url.startsWith("http://") && !url.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "\"" + withoutLogin(url)
                            + "\" is not a schema registry: use http://…, https://…, or mock://tidemark to do without a server");
        }
    }

    /** A client is made, which asks nobody: it would otherwise fail where nobody expects it. */
    private static void requireFit(String url, Map<String, String> client) {
        try {
            newClient(url, client).close();
        } catch (RuntimeException | IOException e) { // Whatever a setting makes of it, down to a NumberFormatException.
            throw new IllegalArgumentException(
                    "the settings of the registry's client do not fit (%s): correct registry.client"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Whether there is a server to speak to. */
    public boolean hasServer() {
        return !url.startsWith("mock://");
    }

    /** The URL as it may be told: a name and password in it are left out. */
    public String place() {
        return withoutLogin(url);
    }

    private static String withoutLogin(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** Without what the client's settings may hold: passwords. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + place() + ", client=" + new TreeMap<>(client).keySet() + "]";
    }

    /** A client of the server. */
    SchemaRegistryClient newClient() {
        return newClient(url, client);
    }

    /** The client's own patience is a minute a try, which is silence to who waits. */
    private static SchemaRegistryClient newClient(String url, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("http.connect.timeout.ms", "5000");
        all.putIfAbsent("http.read.timeout.ms", "10000");
        return SchemaRegistryClientFactory.newClient(
                List.of(url), SCHEMAS_CACHED, List.of(new AvroSchemaProvider()), all, null);
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
