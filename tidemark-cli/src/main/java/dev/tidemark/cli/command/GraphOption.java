package dev.tidemark.cli.command;

import dev.tidemark.cli.graph.FarmGraph;
import dev.tidemark.cli.graph.FarmHistory;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.service.FarmSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which graph a command asks: one in files, without any broker, or the one in force at a farm. */
final class GraphOption {

    @Option(
            names = "--graph",
            paramLabel = "PATH",
            description =
                    "Ask a graph in a file or folder, without a farm: anything that graph import takes, or what graph prepare made. May be repeated.")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private SourceOption source = new SourceOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    /**
     * The graph, with what was left out of it.
     *
     * @param named the set that the packages are said to be of, if they are
     */
    GraphFile.Loaded read(Optional<String> named, Set<EdgeKind> kinds) throws InterruptedException {
        if (paths.isEmpty()) {
            Optional<String> set = source.set().or(() -> named);
            return new GraphFile.Loaded(FarmGraph.read(farm.reached(), set).withKinds(kinds), List.of());
        }
        Screen screen = Screen.standard();
        try {
            return GraphFile.read(source.request(paths), source.leniency(), kinds, progress(screen));
        } finally {
            screen.status("");
        }
    }

    /** The farm, once its brokers have answered. */
    FarmSettings reached() throws InterruptedException {
        return farm.reached();
    }

    /** What is known of how long its builds take: what the farm has learnt; of a graph in files nothing. */
    FarmHistory.Learnt history(PackageGraph graph) {
        return paths.isEmpty()
                ? FarmHistory.read(farm.settings(), graph.set())
                : FarmHistory.Learnt.of(BuildTimes.none());
    }

    /** On the status line: what is read and how far. */
    static ImportProgress progress(Screen screen) {
        return new ImportProgress() {
            @Override
            public void written(int records, int of) {
                screen.status(" publishing %,d of %,d".formatted(records, of));
            }

            @Override
            public void reading(String what, long done, long of) {
                screen.status(
                        of == 0
                                ? " %s: %,d".formatted(Screen.printable(what), done)
                                : " %s: %d %%".formatted(Screen.printable(what), 100 * done / of));
            }
        };
    }

    /** What was left out, where it is not in the way of what is printed. */
    static void tellAside(CommandSpec command, List<String> remarks) {
        remarks.forEach(remark ->
                remark.lines().forEach(line -> command.commandLine().getErr().println(Screen.printable(line))));
    }
}
