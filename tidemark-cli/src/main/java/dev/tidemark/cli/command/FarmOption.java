package dev.tidemark.cli.command;

import com.typesafe.config.ConfigUtil;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which farm a command speaks to: a file, and single options over it. */
final class FarmOption {

    /** Where {@code tidemark up} listens unless it is told otherwise. */
    static final int DEFAULT_PORT = 9292;

    /** The file's keys; {@code farm.conf} beside this class has their defaults and what they mean. */
    record FarmFile(FarmSettings farm, String person) {}

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEMARK_CONFIG}",
            description = "The farm in HOCON: farm { brokers, kafka {…}, registry { url, client {…} } }. The place for"
                    + " passwords. Default: what the environment's TIDEMARK_CONFIG names.")
    private @Nullable Path file;

    @Option(
            names = "--farm",
            paramLabel = "HOST:PORT",
            description =
                    "The farm's Kafka brokers. Default: 127.0.0.1:" + DEFAULT_PORT + ", where tidemark up listens.")
    private @Nullable String brokers;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The farm's schema registry. Default: mock://tidemark, none.")
    private @Nullable String registry;

    @Option(
            names = "--registry-client",
            paramLabel = "KEY=VALUE",
            description = "A further setting for the registry's client. May be repeated.")
    private Map<String, String> registryClient = new TreeMap<>();

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A further setting for Kafka's clients, such as security.protocol=SSL. May be repeated.")
    private Map<String, String> kafka = new TreeMap<>();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    FarmSettings settings() {
        return read().farm();
    }

    /** Who says so of themselves in the file; empty where nobody does. */
    String person() {
        return read().person();
    }

    private FarmFile read() {
        Map<String, String> options = new TreeMap<>();
        if (brokers != null) {
            options.put("farm.brokers", brokers);
        }
        if (registry != null) {
            options.put("farm.registry.url", registry);
        }
        kafka.forEach((key, value) -> options.put(ConfigUtil.joinPath("farm", "kafka", key), value));
        registryClient.forEach(
                (key, value) -> options.put(ConfigUtil.joinPath("farm", "registry", "client", key), value));
        try {
            return new ConfigReader().read(FarmFile.class, "farm.conf", file, options);
        } catch (ServiceException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The same, once its brokers have answered and turn out to have a farm's topics. */
    FarmSettings reached() throws InterruptedException {
        FarmSettings settings = settings();
        Provisioning.requireProvisioned(settings);
        return settings;
    }
}
