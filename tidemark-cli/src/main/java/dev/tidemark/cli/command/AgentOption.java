package dev.tidemark.cli.command;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the agent of a farm in one process is to be, where it is not to be as usual. */
final class AgentOption {

    private static final String AGENT = "agent.";

    @Option(
            names = "-D",
            paramLabel = "agent.KEY=VALUE",
            description =
                    "A setting of its agent, such as -Dagent.sandbox.mode=off (agent.conf has them). May be repeated.")
    private Map<String, String> values = new TreeMap<>();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    /** By their keys in agent.conf. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!key.startsWith(AGENT)) {
                throw new ParameterException(
                        command.commandLine(),
                        "-D%s=…: only settings of the agent can be given here, such as -Dagent.sandbox.mode=off"
                                .formatted(key));
            }
            settings.put(key.substring(AGENT.length()), value);
        });
        return settings;
    }
}
