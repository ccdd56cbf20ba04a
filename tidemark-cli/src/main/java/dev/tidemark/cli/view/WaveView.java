package dev.tidemark.cli.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.demo.WaveProgress;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Waves and where they stand. */
public final class WaveView {

    private static final int LONGEST_REASON = 400;
    private static final int INDENT = 10;
    private static final Duration POLL = Duration.ofMillis(500);
    /** What people have to look at, or asked not to have. */
    private static final Set<JobState> TELLING =
            EnumSet.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED, JobState.EXCLUDED);

    private final FarmSettings farm;

    public WaveView(FarmSettings farm) {
        this.farm = farm;
    }

    /**
     * Shows waves.
     *
     * @param set of one set alone
     */
    public void list(Optional<String> set, Asked asked) {
        var unused = new Listing<>(
                        new FarmTopic<>(farm, Topics.WAVE, Wave.class),
                        wave -> set.map(wave.getSet()::equals).orElse(true),
                        List.of(
                                new Listing.Column<>("WAVE", Wave::getWave),
                                new Listing.Column<>(
                                        "STATE", wave -> wave.getState().name()),
                                new Listing.Column<>("BUMPS", WaveView::bumps),
                                new Listing.Column<>("JOBS", WaveView::jobs)),
                        "No waves yet. A bump opens one: tidemark bump SET:PACKAGE --to VERSION",
                        page -> {})
                .show(asked);
    }

    /** One in full; of several the first and how many more. */
    private static String bumps(Wave wave) {
        int more = wave.getBumps().size() - 1;
        return wave.getBumps().stream().findFirst().map(Columns::bump).orElse(Columns.NOTHING)
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    /** {@code 12: 8 SUCCEEDED, 4 RUNNING}. */
    static String jobs(Wave wave) {
        return wave.getJobs()
                + ": "
                + wave.getCounts().stream().map(WaveView::count).collect(Collectors.joining(", "));
    }

    private static String count(StateCount count) {
        return count.getJobs() + " " + count.getState();
    }

    /**
     * Shows a wave, and which of its jobs stand or were left out; as JSON or YAML all of them.
     *
     * @param all all of its jobs to people, too
     * @return false when it is red or halted
     * @throws dev.tidemark.service.ServiceException when the farm has no such wave
     */
    public boolean show(String name, boolean all, Form form) {
        Waves waves = new Waves(farm);
        Wave wave = waves.named(name);
        List<Job> jobs = waves.jobs(name);
        if (form.isForPeople()) {
            print(Screen.standard(), wave, jobs, all);
        } else {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.set("wave", RecordTree.of(wave));
            answer.set("jobs", RecordTree.all(jobs));
            form.print(answer, System.out);
        }
        return wave.getState() != WaveState.RED && wave.getState() != WaveState.HALTED;
    }

    private static void print(Screen screen, Wave wave, List<Job> jobs, boolean all) {
        screen.line("%s  %s".formatted(screen.ink(Ink.BOLD, wave.getWave()), state(screen, wave)));
        say(screen, "bumps", wave.getBumps().stream().map(Columns::bump).collect(Collectors.joining(", ")));
        say(screen, "jobs", jobs(wave));
        wave.getReason().ifPresent(reason -> say(screen, "because", reason));
        List<Job> shown = jobs.stream().filter(job -> all || tells(job)).toList();
        if (shown.isEmpty()) {
            return;
        }
        screen.line("");
        Table table = new Table("JOB", "STATE", "WHY");
        shown.forEach(job -> table.row(
                Screen.printable(JobView.name(job.getJob())),
                job.getState().name(),
                Screen.cut(Screen.printable(JobView.why(job)), LONGEST_REASON)));
        table.print(screen);
        shown.stream()
                .filter(job -> tells(job) && job.getState() != JobState.EXCLUDED)
                .findFirst()
                .ifPresent(job -> screen.wrapped(
                        "\n",
                        "Look closer: tidemark job show %s %s. Answer: tidemark resolve %s PACKAGE retry|wont-fix|cant-fix"
                                .formatted(wave.getWave(), job.getJob().getAttribute(), wave.getWave()),
                        2));
    }

    private static boolean tells(Job job) {
        return TELLING.contains(job.getState()) && job.getJob().getVariant() != Variant.PROBE;
    }

    private static String state(Screen screen, Wave wave) {
        return screen.ink(
                switch (wave.getState()) {
                    case GREEN -> Ink.GREEN;
                    case RED, HALTED -> Ink.RED;
                    case PAUSED, ABANDONED -> Ink.YELLOW;
                    case PREPARING, OPEN, UNKNOWN -> Ink.CYAN;
                },
                wave.getState().name());
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  %-7s ".formatted(what), Screen.cut(Screen.printable(text), LONGEST_REASON), INDENT);
    }

    /**
     * Follows a wave until it has ended.
     *
     * @return false when it is red or halted then
     * @throws dev.tidemark.service.ServiceException when the farm has no such wave
     */
    public boolean watch(String name) {
        Screen screen = Screen.standard();
        InstantSource clock = InstantSource.system();
        StoryPrinter printer = new StoryPrinter(screen, clock);
        WaveProgress progress = new WaveProgress(clock);
        // Opened before the wave is looked at, so that nothing is missed in between.
        try (FarmWatch watch = FarmWatch.open(farm, FarmWatch.From.NOW)) {
            Waves waves = new Waves(farm);
            Wave wave = waves.named(name);
            printer.tell(new FarmNews.OfWave(wave));
            waves.jobs(name).forEach(job -> {
                printer.know(job);
                progress.take(new FarmNews.OfJob(job));
            });
            while (goesOn(wave)) {
                screen.status(progress.lines(screen));
                for (FarmNews news : watch.next(POLL)) {
                    if (isOf(name, news)) {
                        printer.tell(news);
                        progress.take(news);
                        wave = news instanceof FarmNews.OfWave(Wave newer) ? newer : wave;
                    }
                }
            }
            screen.status("");
            return ended(wave, screen);
        }
    }

    private static boolean ended(Wave wave, Screen screen) {
        screen.wrapped("", "%s is %s: %s".formatted(wave.getWave(), wave.getState(), jobs(wave)), 4);
        return switch (wave.getState()) {
            case RED, HALTED -> false;
            case PREPARING, OPEN, PAUSED, GREEN, ABANDONED, UNKNOWN -> true;
        };
    }

    private static boolean goesOn(Wave wave) {
        return switch (wave.getState()) {
            case PREPARING, OPEN, PAUSED -> true;
            case HALTED, RED, GREEN, ABANDONED, UNKNOWN -> false;
        };
    }

    private static boolean isOf(String name, FarmNews news) {
        return switch (news) {
            case FarmNews.OfBump bump -> false;
            case FarmNews.OfWave(Wave wave) -> wave.getWave().equals(name);
            case FarmNews.OfJob(var job) -> job.getWave().equals(name);
            case FarmNews.OfStart start -> start.wave().equals(name);
            case FarmNews.OfBreakage(var breakage) -> breakage.getWave().equals(name);
        };
    }
}
