package dev.tidemark.cli.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the parts of a farm in one process are to be, where they are not to be as usual. */
final class PartsOption {

    private static final String AGENT = "agent";
    private static final String PLANNER = "planner";
    private static final String NOTIFIER = "notifier";
    private static final List<String> PARTS = List.of(AGENT, PLANNER, NOTIFIER);

    @Option(
            names = "-D",
            paramLabel = "PART.KEY=VALUE",
            description =
                    "A setting of its agent, planner or notifier, such as -Dagent.sandbox.mode=off (agent.conf, planner.conf and"
                            + " notifier.conf have them). May be repeated.")
    private Map<String, String> values = new TreeMap<>();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    /** By their keys in agent.conf. */
    Map<String, String> agent() {
        return of(AGENT);
    }

    /** By their keys in planner.conf. */
    Map<String, String> planner() {
        return of(PLANNER);
    }

    /** By their keys in notifier.conf. */
    Map<String, String> notifier() {
        return of(NOTIFIER);
    }

    private Map<String, String> of(String part) {
        Map<String, String> settings = new TreeMap<>();
        values.forEach((key, value) -> {
            if (partOf(key).equals(part)) {
                settings.put(key.substring(part.length() + 1), value);
            }
        });
        return settings;
    }

    private String partOf(String key) {
        Optional<String> part =
                PARTS.stream().filter(each -> key.startsWith(each + ".")).findFirst();
        return part.orElseThrow(() -> new ParameterException(
                command.commandLine(),
                "-D%s=…: name the part that it is a setting of: agent, planner or notifier, such as -Dagent.sandbox.mode=off"
                        .formatted(key)));
    }
}
