package dev.tidemark.cli.demo;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.terminal.Bar;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * How far a wave is, in some lines that are rewritten in place: a bar, and what is being built, where and for how long. Only for
 * a terminal. Belongs to one thread.
 */
public final class WaveProgress {

    private static final int BAR = 24;
    private static final int MOST_BUILDS = 6;

    private final InstantSource clock;
    private final SortedMap<JobRef, Job> jobs = new TreeMap<>();
    private final SortedMap<JobRef, Build> builds = new TreeMap<>();
    private boolean prepared;

    /** What is being built, since when it was seen. */
    private record Build(FarmNews.OfStart start, Instant since) {}

    public WaveProgress(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes over what has happened in the wave; news of others must not come here. */
    public void take(FarmNews news) {
        switch (news) {
            case FarmNews.OfJob(Job job) -> {
                jobs.put(job.getJob(), job);
                if (!isBuilding(job.getState())) {
                    builds.remove(job.getJob());
                }
            }
            case FarmNews.OfStart start -> {
                // What prepares the wave is none of its jobs, and no job says when it has ended.
                if (!start.job().getAttribute().equals(PackageId.WORKSPACE)) {
                    builds.put(start.job(), new Build(start, clock.instant()));
                }
            }
            case FarmNews.OfBump of -> {}
            case FarmNews.OfWave(Wave wave) -> prepared = wave.getState() == WaveState.PREPARING;
            case FarmNews.OfBreakage of -> {}
        }
    }

    private static boolean isBuilding(JobState state) {
        return state == JobState.RUNNING || state == JobState.CONFIRMING;
    }

    /** As they are now; none before anything is known. */
    public List<String> lines(Screen screen) {
        List<String> lines = new ArrayList<>();
        if (!jobs.isEmpty()) {
            lines.add(summary(screen));
            builds.values().stream().limit(MOST_BUILDS).forEach(build -> lines.add(line(build, screen)));
            if (builds.size() > MOST_BUILDS) {
                lines.add(screen.ink(Ink.FAINT, "   and %,d more".formatted(builds.size() - MOST_BUILDS)));
            }
        } else {
            lines.add(screen.ink(Ink.FAINT, prepared ? " preparing the wave …" : " waiting for the wave …"));
        }
        return lines;
    }

    private String summary(Screen screen) {
        Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
        int all = 0;
        int good = 0;
        int bad = 0;
        for (Job job : jobs.values()) {
            if (job.getJob().getVariant() == Variant.WAVE) {
                all++;
                counts.merge(job.getState(), 1, Integer::sum);
                switch (job.getState()) {
                    case SUCCEEDED, UNCHANGED, PREEXISTING, EXCLUDED, CANCELLED -> good++;
                    case REGRESSED, BLOCKED, STUCK -> bad++;
                    case PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING, UNKNOWN -> {}
                }
            }
        }
        StringJoiner words = new StringJoiner(" · ");
        words.add("%,d of %,d settled".formatted(good + bad, all));
        for (JobState state : List.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED)) {
            if (counts.containsKey(state)) {
                words.add("%,d %s".formatted(counts.get(state), state.name().toLowerCase(Locale.ROOT)));
            }
        }
        int columns = Math.max(8, Math.min(BAR, screen.columns() / 3));
        return " %s  %s".formatted(Bar.of(screen, columns, good, bad, all), words);
    }

    private String line(Build build, Screen screen) {
        FarmNews.OfStart start = build.start();
        Job job = jobs.get(start.job());
        boolean fetched = PackageId.isSource(start.job().getAttribute());
        String how = start.job().getVariant() == Variant.BASELINE && !fetched
                ? ", without the bump"
                : start.tries() > 1 ? ", try " + start.tries() : "";
        return screen.ink(
                Ink.FAINT,
                Screen.cut(
                        "   %4d s  %s%s on %s%s"
                                .formatted(
                                        Duration.between(build.since(), clock.instant())
                                                .toSeconds(),
                                        fetched
                                                ? "fetching "
                                                        + PackageId.nameOfSource(
                                                                start.job().getAttribute())
                                                : start.job().getAttribute(),
                                        job == null || fetched ? "" : " " + job.getVersion(),
                                        start.agent(),
                                        how),
                        Math.max(20, screen.columns() - 1)));
    }
}
