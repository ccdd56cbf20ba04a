package dev.tidemark.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.cli.graph.Bumped;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the graph knows of a package. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "What the graph knows of a package: what it needs, what needs it, who maintains it, its cycle.",
        footer = {"", "Example:", "  tidemark graph show openssl --graph samples/nixpkgs-17.09.jsonl.zst"})
final class GraphShowCommand implements Callable<Integer> {

    private static final int INDENT = 16;

    @Parameters(paramLabel = "PACKAGE", description = "An attribute or an alias, with or without its set.")
    private String name = "";

    @Option(names = "--all", description = "Name all of a long list.")
    private boolean all;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private GraphOption option = new GraphOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        GraphFile.Loaded loaded = option.read(Bumped.set(name), EnumSet.allOf(EdgeKind.class));
        GraphOption.tellAside(spec, loaded.remarks());
        PackageGraph graph = loaded.graph();
        int index = Usage.checked(spec, () -> Bumped.index(graph, name));
        if (output.form().isForPeople()) {
            show(Screen.standard(), graph, index);
        } else {
            output.form().write(json -> write(graph, index, json), System.out);
        }
        return ExitCodes.OK;
    }

    /** The same for programs, with nothing left out. */
    private static void write(PackageGraph graph, int index, JsonGenerator json) throws IOException {
        PackageNode node = graph.node(index);
        json.writeStartObject();
        json.writeStringField("set", graph.set());
        json.writeStringField("attribute", node.attribute());
        json.writeStringField("version", node.version());
        json.writeStringField("pname", node.pname());
        names(json, "aliases", node.names().aliases());
        names(json, "systems", node.systems());
        names(json, "features", GpuNeed.plain(node.features()));
        Optional<GpuNeed> gpus = GpuNeed.said(node.features());
        if (gpus.isPresent()) {
            gpus(json, gpus.get());
        }
        json.writeStringField("trust", graph.trust(index).label());
        json.writeBooleanField("unfree", node.unfree());
        names(
                json,
                "refusals",
                node.refusals().stream().map(GraphShowCommand::refusal).toList());
        names(json, "maintainers", node.people().maintainers());
        names(json, "teams", node.people().teams());
        names(json, "sentinels", node.names().sentinels());
        json.writeArrayFieldStart("needs");
        for (Dependency dependency : node.dependencies()) {
            json.writeStartObject();
            json.writeStringField("attribute", dependency.attribute());
            names(
                    json,
                    "kinds",
                    dependency.kinds().stream()
                            .sorted()
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                            .toList());
            json.writeEndObject();
        }
        json.writeEndArray();
        names(json, "neededBy", names(graph, dependents(graph, index)));
        json.writeNumberField("reaches", graph.affectedBy(new int[] {index}).length);
        names(json, "cycle", graph.inCycle(index) ? names(graph, graph.cycleOf(index)) : List.of());
        names(json, "cut", graph.inCycle(index) ? names(graph, graph.cutEdges(index)) : List.of());
        json.writeEndObject();
    }

    /** As a set writes it. */
    private static void gpus(JsonGenerator json, GpuNeed need) throws IOException {
        json.writeObjectFieldStart("gpus");
        json.writeNumberField("count", need.count());
        names(json, "anyArchitectureOf", need.anyArchitectureOf());
        json.writeNumberField("memoryBytes", need.memoryBytes());
        json.writeStringField("minimumDriver", need.minimumDriver());
        json.writeEndObject();
    }

    private static void names(JsonGenerator json, String field, Collection<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private void show(Screen screen, PackageGraph graph, int index) {
        PackageNode node = graph.node(index);
        screen.line(screen.ink(
                Screen.Ink.BOLD,
                Screen.printable("%s:%s %s".formatted(graph.set(), node.attribute(), node.version()))));
        say(screen, "project", node.pname());
        list(screen, "also called", node.names().aliases());
        list(screen, "systems", node.systems());
        list(screen, "features", GpuNeed.plain(node.features()));
        GpuNeed.said(node.features()).ifPresent(need -> say(screen, "GPUs", need.toString()));
        say(screen, "built in", trust(graph, node, index));
        list(
                screen,
                "refused",
                node.refusals().stream().map(GraphShowCommand::refusal).toList());
        list(screen, "maintainers", node.people().maintainers());
        list(screen, "teams", node.people().teams());
        list(screen, "tested by", node.names().sentinels());
        list(
                screen,
                "needs",
                node.dependencies().stream().map(GraphShowCommand::dependency).toList());
        list(screen, "needed by", names(graph, dependents(graph, index)));
        say(screen, "reaches", "%,d packages, itself among them".formatted(graph.affectedBy(new int[] {index}).length));
        if (graph.inCycle(index)) {
            list(screen, "cycle", names(graph, graph.cycleOf(index)));
            list(screen, "cut", names(graph, graph.cutEdges(index)));
        }
    }

    private static String trust(PackageGraph graph, PackageNode node, int index) {
        if (graph.trust(index) == TrustDomain.FREE) {
            return "the free domain";
        }
        return node.unfree() ? "the unfree domain: it is unfree" : "the unfree domain: it builds from what is unfree";
    }

    private static String refusal(Refusal refusal) {
        String kind = refusal.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return refusal.reason().isBlank() ? kind : "%s (%s)".formatted(kind, refusal.reason());
    }

    private static String dependency(Dependency dependency) {
        return "%s (%s)".formatted(dependency.attribute(), kinds(dependency.kinds()));
    }

    static String kinds(Set<EdgeKind> kinds) {
        return kinds.stream()
                .sorted()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static int[] dependents(PackageGraph graph, int index) {
        return IntStream.concat(Arrays.stream(graph.dependentsOf(index)), Arrays.stream(graph.cutDependentsOf(index)))
                .toArray();
    }

    private static List<String> names(PackageGraph graph, int[] indices) {
        return Arrays.stream(indices).mapToObj(graph::attribute).sorted().toList();
    }

    private void list(Screen screen, String what, List<String> members) {
        if (members.isEmpty()) {
            return;
        }
        int named = all ? members.size() : Math.min(members.size(), 12);
        String listed = String.join(", ", members.subList(0, named));
        int more = members.size() - named;
        say(screen, what, more == 0 ? listed : "%s and %,d more (--all names them)".formatted(listed, more));
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  %-13s ".formatted(what), Screen.printable(text), INDENT);
    }
}
