package dev.tidemark.cli.demo;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Leniency;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SuggestedBump;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One bump through a farm that is already running, shown as it happens. */
public final class Demo {

    private static final Duration POLL = Duration.ofMillis(200);
    /** In whose name the bump is published. */
    public static final String PUBLISHER = "release-watcher";

    private final Screen screen;
    private final InstantSource clock;
    private final Duration patience;

    /**
     * @param screen where it is shown
     * @param patience how long the wave may take
     */
    public Demo(Screen screen, InstantSource clock, Duration patience) {
        this.screen = screen;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Imports the set, publishes the bump, and follows its wave to the end.
     *
     * @return true when the bump really broke something and the farm proved it
     * @throws ServiceException when the farm fails, with the next step
     */
    public boolean run(EmbeddedFarm farm, SetDescription set, SuggestedBump bump, StoryPrinter printer)
            throws InterruptedException {
        PackageId bumped = new PackageId(set.name(), bump.attribute());
        Intake intake = new Intake(farm.settings());
        SetGraph graph = read(set);
        printer.step("import", "set %s: %s".formatted(set.name(), imported(intake, graph)));
        WaveStory story = new WaveStory(bumped, bump.to(), needs(graph.toGraph(EnumSet.allOf(EdgeKind.class))));
        try (FarmWatch watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW)) {
            intake.publishBump(bumped, bump.to(), BumpKind.ROUTINE, PUBLISHER);
            printer.step("bump", "%s → %s, published by %s".formatted(bump.attribute(), bump.to(), PUBLISHER));
            boolean inTime = follow(farm, watch, story, printer);
            screen.status("");
            return conclude(story, Verdict.of(story, inTime));
        }
    }

    private SetGraph read(SetDescription set) throws InterruptedException {
        screen.status(" %s the set …".formatted(set.kind() == SetKind.NIX ? "evaluating" : "reading"));
        GraphRequest request = new GraphRequest(
                Optional.of("set"),
                List.of(set.folder()),
                Optional.empty(),
                Optional.of(AgentSettings.thisSystem()),
                Optional.empty());
        try {
            return GraphFile.reading(request, Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                    .graph();
        } finally {
            screen.status("");
        }
    }

    private String imported(Intake intake, SetGraph graph) {
        String result =
                intake.publish(graph, (records, of) -> screen.status(" importing %d of %d".formatted(records, of)));
        screen.status("");
        return result;
    }

    private boolean follow(EmbeddedFarm farm, FarmWatch watch, WaveStory story, StoryPrinter printer) {
        Instant deadline = clock.instant().plus(patience);
        WaveProgress progress = new WaveProgress(clock);
        while (!story.isOver()) {
            if (clock.instant().isAfter(deadline)) {
                return false;
            }
            if (!farm.dead().isEmpty()) {
                throw new ServiceException("the farm broke down (%s): see its log file"
                        .formatted(farm.dead().getFirst()));
            }
            for (FarmNews news : watch.next(POLL)) {
                story.take(news).forEach(ours -> {
                    printer.tell(ours);
                    progress.take(ours);
                });
            }
            screen.status(progress.lines(screen));
        }
        return true;
    }

    private boolean conclude(WaveStory story, Verdict verdict) {
        List<Job> waiting = story.inState(JobState.STUCK);
        if (!waiting.isEmpty()) {
            screen.line("Still waiting for an agent that fits:");
            waiting.forEach(job -> screen.wrapped(
                    "  ",
                    job.getJob().getAttribute() + ": "
                            + Screen.printable(job.getWaitsFor().orElse("")),
                    4));
        }
        story.wave()
                .ifPresent(wave -> screen.wrapped(
                        "",
                        "Wave %s is %s: %s".formatted(wave.getWave(), wave.getState(), StoryPrinter.counts(wave)),
                        2));
        if (verdict.shown()) {
            screen.line(screen.ink(Ink.GREEN, "Demo done: ")
                    + "a bump went in, real builds ran, %s came out."
                            .formatted(proven(story.breakages().size())));
        } else {
            screen.wrapped(
                    screen.ink(Ink.RED, "Not what the demo is to show: "),
                    verdict.reasons().stream().map(Screen::printable).collect(Collectors.joining("; ")) + ".",
                    31);
        }
        return verdict.shown();
    }

    private static String proven(int breakages) {
        return breakages == 1 ? "one proven breakage" : breakages + " proven breakages";
    }

    private static SortedMap<String, SortedSet<String>> needs(PackageGraph graph) {
        SortedMap<String, SortedSet<String>> needs = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            SortedSet<String> its = new TreeSet<>();
            for (int needed : graph.dependenciesOf(index)) {
                its.add(graph.attribute(needed));
            }
            needs.put(graph.attribute(index), its);
        }
        return needs;
    }
}
