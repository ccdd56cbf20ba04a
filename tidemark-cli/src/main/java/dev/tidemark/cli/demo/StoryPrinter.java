package dev.tidemark.cli.demo;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells news to a person, a line each, within 80 columns. A job's line appears when its state changes. */
public final class StoryPrinter {

    private static final int LOG_LINES = 8;
    private static final int INDENT = 20;
    /** What a wave is in once its jobs are known, as far as nobody had it pause or end. */
    private static final Set<WaveState> BEGUN = EnumSet.of(WaveState.OPEN, WaveState.RED, WaveState.GREEN);

    private static final String NEWER = "in a state that is newer than this program";

    private final Screen screen;
    private final InstantSource clock;
    private final Instant start;
    private final TreeMap<String, JobState> shown = new TreeMap<>();
    private final TreeMap<String, WaveState> waves = new TreeMap<>();
    private final TreeMap<String, Integer> breakages = new TreeMap<>();
    /** Of each job that was seen. */
    private final TreeMap<String, String> versions = new TreeMap<>();
    /** The latest try of each that was told of. */
    private final TreeMap<String, FarmNews.OfStart> begun = new TreeMap<>();

    public StoryPrinter(Screen screen, InstantSource clock) {
        this.screen = screen;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Prints what the news changes for a reader, if anything. */
    public void tell(FarmNews news) {
        switch (news) {
            case FarmNews.OfBump(Bump bump) -> tell(bump);
            case FarmNews.OfWave(Wave wave) -> tell(wave);
            case FarmNews.OfJob(Job job) -> tell(job);
            case FarmNews.OfStart start -> tell(start);
            case FarmNews.OfBreakage(Breakage breakage) -> tell(breakage);
        }
    }

    /** Takes a job as it is for known: only what changes from here on is news. */
    public void know(Job job) {
        String key = key(job.getWave(), job.getJob());
        versions.put(key, job.getVersion());
        shown.put(key, job.getState());
    }

    /** A line of the story that is not news of the farm. */
    public void step(String what, String note) {
        told(Ink.BOLD, what, note);
    }

    private void tell(Bump bump) {
        switch (bump.getState()) {
            case HELD ->
                told(
                        Ink.YELLOW,
                        "HELD",
                        name(bump.getBump()) + ": " + bump.getReason().orElse(""));
            case WAITING, SKIPPED ->
                told(
                        Ink.YELLOW,
                        bump.getState() == BumpState.WAITING ? "waits" : "SKIPPED",
                        name(bump.getBump()) + ": " + bump.getReason().orElse(""));
            case IN_WAVE, DONE -> {}
            case UNKNOWN -> line(Ink.YELLOW, "UNKNOWN", name(bump.getBump()), NEWER);
        }
    }

    private void tell(Wave wave) {
        WaveState before = waves.put(wave.getWave(), wave.getState());
        boolean known = before != null && before != WaveState.PREPARING;
        if (!known && BEGUN.contains(wave.getState())) {
            step("wave", "%s opens: %d jobs in %d levels".formatted(wave.getWave(), wave.getJobs(), wave.getLevels()));
        } else if (before != wave.getState()) {
            switch (wave.getState()) {
                case PREPARING ->
                    step(
                            "wave",
                            wave.getWave() + " is prepared: its bumps are applied, and the set is evaluated with them");
                case OPEN -> step("wave", wave.getWave() + " is open again");
                case PAUSED, ABANDONED ->
                    line(
                            Ink.YELLOW,
                            wave.getState().name(),
                            wave.getWave(),
                            wave.getReason().orElse(""));
                case HALTED ->
                    line(Ink.RED, "HALTED", wave.getWave(), wave.getReason().orElse(""));
                case RED -> line(Ink.RED, "RED", wave.getWave(), counts(wave));
                case GREEN -> line(Ink.GREEN, "GREEN", wave.getWave(), counts(wave));
                case UNKNOWN -> line(Ink.YELLOW, "UNKNOWN", wave.getWave(), NEWER);
            }
        }
    }

    /** {@code 8 SUCCEEDED · 1 REGRESSED}. */
    static String counts(Wave wave) {
        return wave.getCounts().stream()
                .map(count -> count.getJobs() + " " + count.getState())
                .collect(Collectors.joining(" · "));
    }

    private void tell(Job job) {
        String key = key(job.getWave(), job.getJob());
        JobState before = shown.get(key);
        know(job);
        if (before == job.getState()) {
            if (job.getState() == JobState.READY && job.getWaitsFor().isPresent()) {
                told(Ink.YELLOW, "waits", name(job) + ": " + job.getWaitsFor().get());
            }
            return;
        }
        if (PackageId.isSource(job.getJob().getAttribute())) {
            tellOfSource(job);
            return;
        }
        String variant = variant(job.getJob().getVariant());
        if (job.getJob().getVariant() == Variant.PROBE && job.getState() == JobState.REGRESSED) {
            line(Ink.YELLOW, "fails", name(job), variant);
            return;
        }
        switch (job.getState()) {
            case PENDING, READY -> {}
            case RUNNING -> {
                if (!begun.containsKey(key)) {
                    line(Ink.CYAN, "building", name(job), variant);
                }
            }
            case SUCCEEDED ->
                line(Ink.GREEN, job.getState().name(), name(job), job.getFlaky() ? "flaky: it failed first" : variant);
            case CONFIRMING -> line(Ink.YELLOW, "CONFIRMING", name(job), "failed; tried again to tell a flake");
            case JUDGING -> line(Ink.YELLOW, "JUDGING", name(job), "failed again; built without the bump");
            case BISECTING -> line(Ink.YELLOW, "BISECTING", name(job), "built without the bumps; which breaks it?");
            case REGRESSED -> line(Ink.RED, "REGRESSED", name(job), "the bump broke it");
            case PREEXISTING -> line(Ink.YELLOW, "PREEXISTING", name(job), "fails without the bump too");
            case BLOCKED -> line(Ink.YELLOW, "BLOCKED", name(job), "behind " + names(job.getRoots()));
            case UNCHANGED -> line(Ink.GREEN, "UNCHANGED", name(job), "its output is the baseline's");
            case EXCLUDED, CANCELLED ->
                line(
                        Ink.YELLOW,
                        job.getState().name(),
                        name(job),
                        job.getWaitsFor().orElse(""));
            case STUCK ->
                told(Ink.YELLOW, "STUCK", name(job) + ": " + job.getWaitsFor().orElse(""));
            case UNKNOWN -> line(Ink.YELLOW, "UNKNOWN", name(job), NEWER);
        }
    }

    /** What of a source is not as it should be: that it was fetched follows from what is built with it. */
    private void tellOfSource(Job job) {
        String why = job.getWaitsFor().orElse("");
        if (job.getState() == JobState.STUCK || job.getState() == JobState.PREEXISTING) {
            told(
                    Ink.YELLOW,
                    job.getState() == JobState.STUCK ? "STUCK" : "fails",
                    PackageId.nameOfSource(job.getJob().getAttribute()) + ": " + why);
        }
    }

    private static String variant(Variant variant) {
        return switch (variant) {
            case WAVE, UNKNOWN -> "";
            case BASELINE -> "without the bump";
            case PROBE -> "with some of the bumps";
        };
    }

    /** What follows within the same second on the topic of jobs says no more than this. */
    private void tell(FarmNews.OfStart start) {
        String key = key(start.wave(), start.job());
        FarmNews.OfStart before = begun.put(key, start);
        if (before != null && before.tries() >= start.tries()) {
            return;
        }
        if (start.job().getAttribute().equals(PackageId.WORKSPACE)) {
            line(
                    Ink.CYAN,
                    "preparing",
                    "the wave",
                    "on " + start.agent() + (start.tries() > 1 ? ", try " + start.tries() : ""));
            return;
        }
        if (PackageId.isSource(start.job().getAttribute())) {
            line(
                    Ink.CYAN,
                    "fetching",
                    PackageId.nameOfSource(start.job().getAttribute()),
                    "on " + start.agent() + (start.tries() > 1 ? ", try " + start.tries() : ""));
            return;
        }
        String version = versions.getOrDefault(key, "");
        String variant = variant(start.job().getVariant());
        String further = variant.isEmpty() ? start.tries() > 1 ? ", try " + start.tries() : "" : ", " + variant;
        line(
                Ink.CYAN,
                "building",
                (start.job().getAttribute() + " " + version).strip(),
                "on " + start.agent() + further);
    }

    private static String key(String wave, JobRef job) {
        return "%s/%s/%s/%s/%s".formatted(wave, job.getAttribute(), job.getSystem(), job.getVariant(), job.getProbe());
    }

    private void tell(Breakage breakage) {
        Integer before = breakages.put(breakage.getBreakage(), breakage.getChange());
        if (before != null && before == breakage.getChange()) {
            return;
        }
        if (breakage.getState() == BreakageState.RESOLVED) {
            line(
                    Ink.GREEN,
                    "RESOLVED",
                    breakage.getBreakage(),
                    breakage.getReason().orElse(""));
            return;
        }
        screen.line("");
        screen.line(screen.ink(Ink.RED, "BREAKAGE ") + screen.ink(Ink.BOLD, breakage.getBreakage()) + "  in wave "
                + breakage.getWave() + became(breakage.getState()));
        field(
                "to blame",
                breakage.getBlamed().stream()
                        .map(bump -> name(bump) + ", published by " + bump.getPublisher())
                        .collect(Collectors.joining("; ")));
        breakage.getRegressed().forEach(this::tell);
        int more = breakage.getRegressedCount() - breakage.getRegressed().size();
        if (more > 0) {
            field("", "and %d more".formatted(more));
        }
        if (breakage.getBlockedCount() > 0) {
            field("blocked", "%d behind it: %s".formatted(breakage.getBlockedCount(), names(breakage.getBlocked())));
        }
        field("can act", String.join(", ", breakage.getAct()));
        screen.line("");
    }

    private static String became(BreakageState state) {
        return switch (state) {
            case RAISED, RESOLVED -> "";
            case GROWN -> ", grown";
            case RELAPSED -> ", again";
            case UNKNOWN -> ", " + NEWER;
        };
    }

    private void tell(RegressedJob job) {
        Failure failure = job.getFailure();
        field(
                "regressed",
                "%s %s (%s)"
                        .formatted(
                                job.getJob().getAttribute(),
                                job.getVersion(),
                                job.getJob().getSystem()));
        field("path", String.join(" → ", job.getPath()));
        field("proof", "%s, %d of %d tries with the bump".formatted(failure.getKind(), job.getTries(), job.getTries()));
        String without = job.getBaselineOutputHash();
        field(
                "",
                without.isEmpty()
                        ? "the set has it only with the bump"
                        : "built without it: output " + without.substring(0, 12));
        List<String> tail = failure.getLogTail();
        for (String line : tail.subList(Math.max(0, tail.size() - LOG_LINES), tail.size())) {
            screen.line("  " + screen.ink(Ink.FAINT, pad("log", 10)) + " | " + Screen.cut(Screen.printable(line), 64));
        }
        field("maintains", job.getMaintainers().isEmpty() ? "nobody" : String.join(", ", job.getMaintainers()));
    }

    private void field(String name, String value) {
        screen.wrapped("  " + screen.ink(Ink.FAINT, pad(name, 10)) + " ", Screen.printable(value), 13);
    }

    private void line(Ink ink, String word, String what, String note) {
        told(ink, word, pad(what, INDENT) + " " + note);
    }

    private void told(Ink ink, String word, String text) {
        screen.wrapped(time() + " " + screen.ink(ink, pad(word, 11)) + " ", Screen.printable(text), INDENT);
    }

    private static String name(Job job) {
        return job.getJob().getAttribute() + " " + job.getVersion();
    }

    static String name(BumpRef bump) {
        return bump.getFrom().isEmpty()
                ? bump.getAttribute() + " → " + bump.getTo()
                : bump.getAttribute() + " " + bump.getFrom() + " → " + bump.getTo();
    }

    private static String names(List<JobRef> jobs) {
        return jobs.stream().map(JobRef::getAttribute).collect(Collectors.joining(", "));
    }

    private String time() {
        Duration since = Duration.between(start, clock.instant());
        return screen.ink(Ink.FAINT, String.format(Locale.ROOT, "%6.1fs", since.toMillis() / 1000.0));
    }

    private static String pad(String text, int columns) {
        return text.length() >= columns ? text : text + " ".repeat(columns - text.length());
    }
}
