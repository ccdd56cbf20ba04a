package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.service.ConfigReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The agent of this machine that a command is about: what it is started with. */
final class AgentSettingsOption {

    @Option(
            names = "--agent-config",
            paramLabel = "FILE",
            description = "The file that this machine's agent is started with.")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A value that it is started with, such as -Dname=builder-7. May be repeated.")
    private Map<String, String> values = new TreeMap<>();

    /** It; its key is made when there is none yet. */
    AgentSelf self() throws InterruptedException {
        return AgentSelf.of(new ConfigReader().read(AgentSettings.class, "agent.conf", file, values));
    }
}
