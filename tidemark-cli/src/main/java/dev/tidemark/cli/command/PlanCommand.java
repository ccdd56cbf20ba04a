package dev.tidemark.cli.command;

import dev.tidemark.cli.graph.Bumped;
import dev.tidemark.cli.graph.FarmHistory;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.graph.History;
import dev.tidemark.cli.graph.Plan;
import dev.tidemark.cli.graph.PlanJson;
import dev.tidemark.cli.graph.PlanReport;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.EdgePolicy.Reach;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a bump would take. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "What a bump would take, before anything is built: jobs, time, whose packages, what cannot run.",
        footer = {
            "",
            "Examples:",
            "  tidemark plan openssl --graph samples/nixpkgs-17.09.jsonl.zst --agents 64",
            "  tidemark plan openssl@3.0.1 curl@8.9.1    both at once, of the farm's graph",
            "  tidemark plan zlib --graph /var/lib/apt/lists --reach link -o json"
        })
final class PlanCommand implements Callable<Integer> {

    private static final int MOST_AGENTS = 1_000_000;

    @Parameters(
            paramLabel = "PACKAGE[@VERSION]",
            arity = "1..*",
            description = "What would be bumped. What is planned does not depend on the version.")
    private List<String> packages = List.of();

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "16",
            description =
                    "How many jobs are built at once in the free domain, on each system. Default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--unfree-agents",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many in the unfree domain. Default: ${DEFAULT-VALUE}, there is no such pool.")
    private int unfreeAgents;

    @Option(names = "--features", split = ",", paramLabel = "NAME", description = "What all agents have, such as gpu.")
    private List<String> features = List.of();

    @Option(
            names = "--reach",
            paramLabel = "REACH",
            defaultValue = "transitive",
            description =
                    "How far a bump reaches: direct (what needs it), link (over edges that are both build and runtime)"
                            + " or transitive. Default: ${DEFAULT-VALUE}.")
    private Reach reach = Reach.TRANSITIVE;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "How long builds took, as docs/formats/history.md says. Default: the farm's own history, or none.")
    private @Nullable Path history;

    @Option(
            names = "--jobs",
            description = "Name every job, dependencies first. In json and yaml they always are there.")
    private boolean jobs;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private KindsOption kinds = new KindsOption();

    @Mixin
    private GraphOption option = new GraphOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Usage.require(spec, "--agents", agents, 0, MOST_AGENTS);
        Usage.require(spec, "--unfree-agents", unfreeAgents, 0, MOST_AGENTS);
        Capacity capacity = Usage.checked(spec, () -> new Capacity(agents, unfreeAgents, new TreeSet<>(features)));
        EdgePolicy policy = Usage.checked(spec, () -> new EdgePolicy(reach, kinds.counted()));
        Optional<BuildTimes> given = Optional.ofNullable(history).map(History::read);
        Optional<String> set =
                packages.stream().flatMap(each -> Bumped.set(each).stream()).findFirst();
        GraphFile.Loaded loaded = option.read(set, kinds.counted());
        PackageGraph graph = loaded.graph();
        FarmHistory.Learnt learnt = given.map(FarmHistory.Learnt::of).orElseGet(() -> option.history(graph));
        List<Bumped> bumped = Usage.checked(
                spec,
                () -> packages.stream().map(each -> Bumped.find(graph, each)).toList());
        Question question = new Question(
                graph,
                bumped.stream().map(bump -> graph.attribute(bump.index())).toList(),
                policy,
                learnt.times(),
                capacity);
        List<Impact.Job> named = jobs || !output.form().isForPeople() ? PlanImpact.jobs(question) : List.of();
        Plan plan = new Plan(graph, bumped, capacity, PlanImpact.of(question), named);
        List<String> remarks = Stream.concat(loaded.remarks().stream(), learnt.remarks().stream())
                .toList();
        if (output.form().isForPeople()) {
            print(plan, remarks);
        } else {
            GraphOption.tellAside(spec, remarks);
            output.form().write(json -> PlanJson.write(plan, json), System.out);
        }
        return ExitCodes.OK;
    }

    private static void print(Plan plan, List<String> remarks) {
        Screen screen = Screen.standard();
        new PlanReport(plan, screen).print();
        remarks.forEach(remark -> remark.lines().forEach(line -> screen.line(Screen.printable(line))));
    }
}
