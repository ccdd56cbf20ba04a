package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.GraphReading;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.service.FarmSettings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a graph. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Publishes the graph of a set as a whole revision. An unchanged set publishes nothing.",
        footer = {
            "",
            "Examples:",
            "  tidemark graph import sets/demo --farm 127.0.0.1:9292",
            "  tidemark graph import samples/nixpkgs-17.09.jsonl.zst --set nixpkgs",
            "  tidemark graph import --format debian /var/lib/apt/lists",
            "",
            "Formats: docs/formats."
        })
final class GraphImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "The files or the folder that the graph lies in.")
    private List<Path> paths = List.of();

    @Option(
            names = "--revision",
            paramLabel = "NAME",
            description = "What to call it, such as a commit. Default: after its content.")
    private @Nullable String revision;

    @Mixin
    private SourceOption source = new SourceOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        Screen screen = Screen.standard();
        ImportProgress progress = GraphOption.progress(screen);
        try {
            GraphReading reading = GraphFile.reading(
                    source.request(paths), Optional.ofNullable(revision), source.leniency(), progress);
            GraphFile.remarks(reading).forEach(remark -> note(screen, remark));
            tellTrust(screen, reading.graph().toGraph(EnumSet.allOf(EdgeKind.class)));
            String result = new Intake(settings).publish(reading.graph(), progress);
            screen.line("set %s: %s".formatted(reading.graph().set(), result));
        } finally {
            screen.status("");
        }
        return ExitCodes.OK;
    }

    private static void note(Screen screen, String remark) {
        remark.lines().forEach(line -> screen.line(Screen.printable(line)));
    }

    /** Whoever runs no agents of the unfree domain should know now which packages wait for one. */
    private static void tellTrust(Screen screen, PackageGraph graph) {
        List<String> moved = graph.movedByTrust();
        if (moved.isEmpty()) {
            return;
        }
        screen.wrapped(
                "",
                "%,d %s not unfree but built in the unfree domain, because of what %s from: %s"
                        .formatted(
                                moved.size(),
                                moved.size() == 1 ? "package is" : "packages are",
                                moved.size() == 1 ? "it builds" : "they build",
                                String.join(", ", moved)),
                2);
    }
}
