package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.graph.Bumped;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a bump of one package reaches another. */
@Command(
        name = "path",
        mixinStandardHelpOptions = true,
        description = "A shortest way on which a bump of one package reaches another. Status 1: there is none.",
        footer = {"", "Example:", "  tidemark graph path openssl git --graph samples/nixpkgs-17.09.jsonl.zst"})
final class GraphPathCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FROM", description = "The package that is bumped.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The package that may need it.")
    private String to = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private GraphOption option = new GraphOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GraphFile.Loaded loaded = option.read(Bumped.set(from), EnumSet.allOf(EdgeKind.class));
        GraphOption.tellAside(spec, loaded.remarks());
        PackageGraph graph = loaded.graph();
        int first = Usage.checked(spec, () -> Bumped.index(graph, from));
        int last = Usage.checked(spec, () -> Bumped.index(graph, to));
        List<Integer> path = graph.path(first, last);
        Screen screen = Screen.standard();
        if (!output.form().isForPeople()) {
            ArrayNode answer = JsonNodeFactory.instance.arrayNode();
            path.forEach(step -> answer.add(graph.attribute(step)));
            output.form().print(answer, System.out);
            return path.isEmpty() ? ExitCodes.RED : ExitCodes.OK;
        }
        if (path.isEmpty()) {
            screen.line("no bump of %s reaches %s".formatted(graph.attribute(first), graph.attribute(last)));
            return ExitCodes.RED;
        }
        for (int step = 0; step < path.size(); step++) {
            screen.line(
                    step == 0
                            ? graph.attribute(path.get(step))
                            : "  is needed by %s (%s)"
                                    .formatted(
                                            graph.attribute(path.get(step)),
                                            kinds(graph, path.get(step), path.get(step - 1))));
        }
        return ExitCodes.OK;
    }

    private static String kinds(PackageGraph graph, int dependent, int dependency) {
        return GraphShowCommand.kinds(graph.node(dependent).dependencies().stream()
                .filter(edge -> edge.attribute().equals(graph.attribute(dependency)))
                .findFirst()
                .orElseThrow()
                .kinds());
    }
}
