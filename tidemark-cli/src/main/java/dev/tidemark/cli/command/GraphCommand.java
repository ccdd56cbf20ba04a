package dev.tidemark.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A set's graph. */
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        description = "A set's graph: what depends on what.",
        subcommands = {
            GraphImportCommand.class,
            GraphShowCommand.class,
            GraphPathCommand.class,
            GraphStatsCommand.class,
            GraphPrepareCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemark graph import sets/demo                publish a set in a folder",
            "  tidemark graph show openssl                    of the farm's graph",
            "  tidemark graph path openssl git --graph FILE   of one in a file, without a farm"
        })
final class GraphCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("Which of these?");
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }
}
