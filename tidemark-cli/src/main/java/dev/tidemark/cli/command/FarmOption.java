package dev.tidemark.cli.command;

import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Which farm a command speaks to. */
final class FarmOption {

    /** Where {@code tidemark up} listens unless it is told otherwise. */
    static final int DEFAULT_PORT = 9292;

    @Option(
            names = "--farm",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + DEFAULT_PORT,
            description = "The farm's Kafka brokers. Default: ${DEFAULT-VALUE}, where tidemark up listens.")
    private String brokers = "";

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "mock://tidemark",
            description = "The farm's schema registry. Default: ${DEFAULT-VALUE}, none.")
    private String registry = "";

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A further setting for Kafka's clients, such as security.protocol=SSL. May be repeated.")
    private Map<String, String> kafka = new TreeMap<>();

    FarmSettings settings() {
        return new FarmSettings(brokers, kafka, new RegistrySettings(registry, Map.of()));
    }
}
