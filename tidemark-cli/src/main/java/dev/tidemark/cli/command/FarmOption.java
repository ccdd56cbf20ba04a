package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    FarmSettings settings() {
        return Usage.checked(command, () -> new FarmSettings(brokers, kafka, new RegistrySettings(registry, Map.of())));
    }

    /** The same, once its brokers have answered and turn out to have a farm's topics. */
    FarmSettings reached() throws InterruptedException {
        FarmSettings settings = settings();
        Provisioning.requireProvisioned(settings);
        return settings;
    }
}
