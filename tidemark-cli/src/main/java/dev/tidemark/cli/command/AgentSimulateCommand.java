package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.simulated.DrawnStory;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.cli.simulated.TimedBuilds;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.UsageException;
import dev.tidemark.virtual.DrawnBuilds;
import dev.tidemark.virtual.Needs;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Agents that build nothing. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs simulated agents for a farm that has no others: nothing is built. What the graph has now counts as built before, and is"
                    + " answered at once; whatever else is asked for takes as long, and ends, as tidemark simulate would have it.",
            "It ends with Ctrl-C or SIGTERM, and says what there was. A farm that has seen them is of no use to real agents: what they said"
                    + " to be built is in no store."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark up --no-agent --data trial            (in another terminal)",
            "  tidemark graph import samples/nixpkgs-17.09.jsonl.zst",
            "  tidemark agent simulate --agents 64 --speed 3600     an hour's build takes a second"
        })
final class AgentSimulateCommand implements Callable<Integer> {

    /** In whose name they are enrolled. */
    static final String BY = "tidemark agent simulate";

    private static final int MOST_AGENTS = 10_000;
    private static final double FASTEST = 1_000_000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many agents each pool has; each builds one job at a time and has every feature. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--failure-rate",
            paramLabel = "P",
            defaultValue = "0.01",
            description = "The share of what was not built before that fails, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double failureRate;

    @Mixin
    private StoryOption drawn = new StoryOption();

    @Option(
            names = "--speed",
            paramLabel = "F",
            defaultValue = "1",
            description = "How many times faster builds end than they are said to. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private GraphOption option = new GraphOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Usage.require(spec, "--agents", agents, 1, MOST_AGENTS);
        Usage.requireShare(spec, "--failure-rate", failureRate);
        if (!(speed > 0 && speed <= FASTEST)) {
            throw new ParameterException(
                    spec.commandLine(), "--speed is %s: use more than 0, and at most %.0f".formatted(speed, FASTEST));
        }
        BuildTimes times = drawn.times();
        FarmSettings farm = option.reached();
        requireNobodyElse(farm);
        PackageGraph graph =
                option.read(Optional.empty(), EnumSet.allOf(EdgeKind.class)).graph();
        DrawnStory story = new DrawnStory(new DrawnBuilds(graph, failureRate, drawn.seed(), times), speed);
        return OrderlyEnd.of(() -> run(farm, graph, story));
    }

    /** What they say was built would be taken for built. */
    private static void requireNobodyElse(FarmSettings farm) {
        List<Enrolment> others = FarmEnrolments.all(farm).stream()
                .filter(enrolment -> !enrolment.getBy().equals(BY))
                .toList();
        if (!others.isEmpty()) {
            throw new UsageException(
                    "this farm has real agents (%s), which would take for built what simulated ones say to be: use a farm of its own, such as tidemark up --no-agent --data trial"
                            .formatted(others.stream()
                                    .map(Enrolment::getAgent)
                                    .limit(3)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private int run(FarmSettings farm, PackageGraph graph, DrawnStory story) throws InterruptedException {
        Needs needs = Needs.of(graph);
        List<SimulatedAgents.Kind> kinds = needs.pools().stream()
                .map(pool -> new SimulatedAgents.Kind("simulated-" + pool, agents, pool, needs.features(), 1))
                .toList();
        Screen screen = Screen.standard();
        try (TimedBuilds builds = new TimedBuilds(story);
                SimulatedAgents running = SimulatedAgents.start(farm, BY, kinds, builds, story)) {
            if (output.form().isForPeople()) {
                screen.line("%,d simulated agents of %s. Ctrl-C ends them."
                        .formatted((long) agents * kinds.size(), graph.set()));
            }
            while (true) {
                screen.status(" " + story.told());
                running.requireWell();
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
            }
        } finally {
            screen.status("");
            if (output.form().isForPeople()) {
                screen.line("SIMULATION, nothing was built: " + story.told());
            } else {
                output.form().write(story::write, System.out);
            }
        }
    }
}
