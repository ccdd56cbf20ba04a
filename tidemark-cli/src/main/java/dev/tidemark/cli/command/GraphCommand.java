package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.set.PackageSet;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A set's graph. */
@Command(name = "graph", mixinStandardHelpOptions = true, description = "A set's graph: what depends on what.")
final class GraphCommand {

    /** Publishes the graph of a set in a folder. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Publishes the graph of a set as a whole revision. An unchanged set publishes nothing.",
            footer = {"", "Example:", "  tidemark graph import sets/demo --farm 127.0.0.1:9292"})
    int importSet(
            @Parameters(paramLabel = "DIR", description = "The set's folder, with its set.json.") Path folder,
            @Option(
                            names = "--system",
                            paramLabel = "SYSTEM",
                            description = "For packages that name none. Default: what this machine is.")
                    String system,
            @Mixin FarmOption farm)
            throws InterruptedException {
        PackageSet set = SetFolders.load(folder);
        Screen screen = Screen.standard();
        String result = new Intake(farm.reached())
                .importSet(
                        set,
                        system == null ? AgentSettings.thisSystem() : system,
                        (records, of) -> screen.status(" importing %d of %d".formatted(records, of)));
        screen.status("");
        System.out.printf("set %s: %s%n", set.name(), result);
        return ExitCodes.OK;
    }
}
