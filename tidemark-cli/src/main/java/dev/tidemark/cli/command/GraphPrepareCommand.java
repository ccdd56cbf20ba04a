package dev.tidemark.cli.command;

import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgeKind;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a file of a graph that is read at once. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Writes a graph to a file that other commands read at once with --graph. For this release of the program alone.",
        footer = {
            "",
            "Example:",
            "  tidemark graph prepare --graph samples/nixpkgs-17.09.jsonl.zst --output nixpkgs.graph",
            "  tidemark plan openssl --graph nixpkgs.graph"
        })
final class GraphPrepareCommand implements Callable<Integer> {

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The file to write.")
    @SuppressWarnings("NullAway.Init") // Set by picocli: it is required.
    private Path output;

    @Mixin
    private GraphOption graph = new GraphOption();

    @Override
    public Integer call() throws InterruptedException {
        GraphFile.Loaded loaded = graph.read(Optional.empty(), EnumSet.allOf(EdgeKind.class));
        GraphFile.prepare(loaded.graph(), output);
        Screen screen = Screen.standard();
        loaded.remarks().forEach(remark -> remark.lines().forEach(line -> screen.line(Screen.printable(line))));
        screen.line("set %s: %,d packages, %,d edges, in %s"
                .formatted(
                        loaded.graph().set(),
                        loaded.graph().size(),
                        loaded.graph().edges(),
                        output));
        return ExitCodes.OK;
    }
}
