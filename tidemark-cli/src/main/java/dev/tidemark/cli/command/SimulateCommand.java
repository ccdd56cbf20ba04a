package dev.tidemark.cli.command;

import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.simulate.SimulationPrinter;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.jsonl.BumpLines;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.service.UsageException;
import dev.tidemark.virtual.Simulation;
import dev.tidemark.virtual.Simulation.TimedBump;
import dev.tidemark.virtual.SimulationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a farm would have done. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "A simulation: what a farm would do with bumps of the past. The planner's own decisions, on a virtual"
                    + " clock, with simulated agents; nothing is built. The same question gets the same answer."
        },
        footer = {
            "",
            "Exit status: 0, or 1 when something did not hold that always must: please report it.",
            "",
            "Examples:",
            "  tidemark simulate --graph samples/nixpkgs-17.09.jsonl.zst --bumps bumps.jsonl --rewind",
            "  tidemark simulate --graph set.graph --bumps bumps.jsonl.zst --agents 64 --failure-rate 0.02 -o json"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_AGENTS = 10_000;

    @Option(
            names = "--bumps",
            required = true,
            paramLabel = "FILE",
            description = "The bumps and when they came, as docs/formats/bumps.md says; may be compressed.")
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private Path bumps;

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
            description = "The share of changed jobs that a bump breaks, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double failureRate;

    @Mixin
    private StoryOption drawn = new StoryOption();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Which bumps are taken up, and when, as docs/formats/policy.md says. Default: what holds without"
                            + " one.")
    private @Nullable Path policy;

    @Option(
            names = "--rewind",
            description =
                    "Begin with each package at the version that its first bump comes from, so that old bumps meet old"
                            + " versions.")
    private boolean rewind;

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
        Usage.require(spec, "--agents", agents, 1, MOST_AGENTS);
        Usage.requireShare(spec, "--failure-rate", failureRate);
        List<TimedBump> played = read(bumps);
        BuildTimes times = drawn.times();
        Policy chosen = Optional.ofNullable(policy).map(PolicyCommand::read).orElse(Policy.NONE);
        GraphFile.Loaded loaded = option.read(Optional.empty(), kinds.counted());
        Screen screen = Screen.standard();
        SimulationReport report = simulated(
                new Simulation.Question(
                        loaded.graph(), played, agents, failureRate, drawn.seed(), times, chosen, rewind),
                screen);
        if (output.form().isForPeople()) {
            SimulationPrinter.print(
                    report,
                    "%,d bumps over %s".formatted(played.size(), loaded.graph().set()),
                    screen);
            loaded.remarks().forEach(remark -> screen.line(Screen.printable(remark)));
        } else {
            output.form().write(json -> SimulationPrinter.write(report, json), System.out);
            GraphOption.tellAside(spec, loaded.remarks());
        }
        return report.invariantViolations() == 0 ? ExitCodes.OK : ExitCodes.RED;
    }

    private static SimulationReport simulated(Simulation.Question question, Screen screen) {
        try {
            return Simulation.of(
                    question,
                    (bump, at) -> screen.status(" simulating: bump %,d of %,d, %s"
                            .formatted(bump, question.bumps().size(), at)));
        } finally {
            screen.status("");
        }
    }

    private static List<TimedBump> read(Path file) {
        try {
            return BumpLines.read(file).stream()
                    .map(line -> new TimedBump(line.at(), line.attribute(), line.from(), line.to()))
                    .toList();
        } catch (IntakeException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
