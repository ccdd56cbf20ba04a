package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a graph is like as a whole. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "A graph in figures: size, depth, cycles, trust, what is refused, and what most depends on.",
        footer = {"", "Example:", "  tidemark graph stats --graph samples/nixpkgs-17.09.jsonl.zst --kinds build"})
final class GraphStatsCommand implements Callable<Integer> {

    private static final int SHOWN = 10;

    @Mixin
    private KindsOption kinds = new KindsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private GraphOption option = new GraphOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GraphFile.Loaded loaded = option.read(Optional.empty(), kinds.counted());
        if (!output.form().isForPeople()) {
            GraphOption.tellAside(spec, loaded.remarks());
            output.form().print(tree(loaded.graph()), System.out);
            return ExitCodes.OK;
        }
        Screen screen = Screen.standard();
        loaded.remarks().forEach(remark -> remark.lines().forEach(line -> screen.line(Screen.printable(line))));
        show(screen, loaded.graph());
        return ExitCodes.OK;
    }

    private void show(Screen screen, PackageGraph graph) {
        say(screen, "set", "%s, %s".formatted(graph.set(), revision(graph)));
        say(screen, "packages", "%,d".formatted(graph.size()));
        say(screen, "edges", "%,d (kinds: %s)".formatted(graph.edges(), GraphShowCommand.kinds(kinds.counted())));
        say(screen, "levels", "%,d".formatted(levels(graph)));
        List<int[]> cycles = cycles(graph);
        say(
                screen,
                "cycles",
                cycles.isEmpty()
                        ? "none"
                        : "%,d, the largest of %,d packages; %,d edges cut"
                                .formatted(cycles.size(), cycles.getFirst().length, graph.cutEdges()));
        say(screen, "maintainers", maintainers(graph));
        say(screen, "unfree", unfree(graph));
        say(
                screen,
                "refused",
                "%,d"
                        .formatted(IntStream.range(0, graph.size())
                                .filter(graph::isRefused)
                                .count()));
        features(graph).forEach((feature, count) -> say(screen, "needs " + feature, "%,d".formatted(count)));
        mostDependedOn(screen, graph);
    }

    private ObjectNode tree(PackageGraph graph) {
        List<int[]> cycles = cycles(graph);
        ObjectNode tree = JsonNodeFactory.instance
                .objectNode()
                .put("set", graph.set())
                .put("revision", graph.revision())
                .put("sequence", graph.sequence())
                .put("packages", graph.size())
                .put("edges", graph.edges())
                .put("kinds", GraphShowCommand.kinds(kinds.counted()))
                .put("levels", levels(graph))
                .put("cycles", cycles.size())
                .put("largestCycle", cycles.isEmpty() ? 0 : cycles.getFirst().length)
                .put("cutEdges", graph.cutEdges())
                .put("unfreeByDependencies", graph.movedByTrust().size())
                .put(
                        "refused",
                        IntStream.range(0, graph.size())
                                .filter(graph::isRefused)
                                .count());
        ObjectNode needed = tree.putObject("features");
        features(graph).forEach(needed::put);
        return tree;
    }

    static String revision(PackageGraph graph) {
        String name = graph.revision().isEmpty() ? "without a name" : graph.revision();
        return graph.sequence() == 0 ? "revision " + name : "graph revision %d (%s)".formatted(graph.sequence(), name);
    }

    private static int levels(PackageGraph graph) {
        int[] all = IntStream.range(0, graph.size()).toArray();
        return Reached.of(graph, all, EdgePolicy.ALL).levels().length;
    }

    /** The largest first. */
    private static List<int[]> cycles(PackageGraph graph) {
        List<int[]> cycles = new ArrayList<>();
        for (int index = 0; index < graph.size(); index++) {
            if (graph.inCycle(index)) {
                int[] cycle = graph.cycleOf(index);
                cycles.add(cycle);
                index = cycle[cycle.length - 1];
            }
        }
        cycles.sort(Comparator.comparingInt((int[] cycle) -> cycle.length).reversed());
        return cycles;
    }

    private static String maintainers(PackageGraph graph) {
        Set<String> handles = new HashSet<>(); // Only counted.
        int without = 0;
        for (int index = 0; index < graph.size(); index++) {
            List<String> of = graph.maintainers(index);
            handles.addAll(of);
            without += of.isEmpty() ? 1 : 0;
        }
        return "%,d; %,d packages have none".formatted(handles.size(), without);
    }

    private static String unfree(PackageGraph graph) {
        long all = IntStream.range(0, graph.size())
                .filter(index -> graph.trust(index) == TrustDomain.UNFREE)
                .count();
        return "%,d, %,d of them only because of what they build from"
                .formatted(all, graph.movedByTrust().size());
    }

    private static SortedMap<String, Integer> features(PackageGraph graph) {
        SortedMap<String, Integer> features = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            GpuNeed.plain(graph.features(index)).forEach(feature -> features.merge(feature, 1, Integer::sum));
        }
        return features;
    }

    private static void mostDependedOn(Screen screen, PackageGraph graph) {
        int[] reached = new int[graph.size()];
        Arrays.setAll(reached, index -> graph.dependentsOf(index).length + graph.cutDependentsOf(index).length);
        List<Integer> most = IntStream.range(0, graph.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(index -> reached[index])
                        .reversed())
                .limit(SHOWN)
                .filter(index -> reached[index] > 0)
                .toList();
        if (most.isEmpty()) {
            return;
        }
        screen.line("");
        Table table = new Table("MOST NEEDED", "BY", "A BUMP REACHES");
        for (int index : most) {
            table.row(
                    Screen.cut(graph.attribute(index), 40),
                    "%,d".formatted(reached[index]),
                    "%,d".formatted(graph.affectedBy(new int[] {index}).length));
        }
        table.print(screen);
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("%-13s ".formatted(Screen.cut(what, 20)), Screen.printable(text), 14);
    }
}
