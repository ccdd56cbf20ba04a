package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import java.util.List;

/**
 * What follows from an event.
 *
 * @param changes in order: what is behind a regressed job comes before it, the wave itself comes last
 * @param withdrawn what was asked for and is not wanted any more, in the order of the jobs; told before what is demanded
 * @param demands builds to ask for, in the order of their jobs
 * @param askedAgain of which it is asked what became, in the order of their jobs: they were asked for before, by the same try
 * @param effects what else is to be told
 * @param path the rows of the tables that led there
 */
public record WaveDecision(
        List<WaveView.Change> changes,
        List<Demand> withdrawn,
        List<Demand> demands,
        List<Demand> askedAgain,
        List<Effect> effects,
        Path path) {

    /** An event that means nothing. */
    public static final WaveDecision NOTHING =
            new WaveDecision(List.of(), List.of(), List.of(), List.of(), List.of(), new Path(List.of(), List.of()));

    /**
     * Rows of the tables that were taken.
     *
     * @param jobs of {@link JobLifecycle}, in order; one job may take several
     * @param wave of {@link WaveLifecycle}, in order
     */
    public record Path(List<JobLifecycle.Row> jobs, List<WaveLifecycle.Row> wave) {
        public Path {
            jobs = List.copyOf(jobs);
            wave = List.copyOf(wave);
        }
    }

    /**
     * A build to ask for.
     *
     * @param job the job's number, or {@link WavePlan#PREPARATION}
     * @param tries which try of the job it is
     * @param spec what to build
     * @param purpose why
     * @param avoid agents that the job failed on
     * @param failures how many builds of it have failed since it was last begun anew: if it is built now, those were chance
     * @param doubted whether one of those may have been the farm's doing
     */
    public record Demand(
            int job, int tries, BuildSpec spec, Purpose purpose, List<String> avoid, int failures, boolean doubted) {}

    /** Something that somebody is told. */
    public sealed interface Effect {
        /** A person's order does not fit: it changed nothing. */
        record Refused(String order, String reason) implements Effect {}

        /** The wave waits for somebody's decision. */
        record Halted(String reason) implements Effect {}

        /** What it is about to build, before anything of it is asked for. */
        record Announced(Announcement announcement) implements Effect {}

        /** The wave is over, as far as it can be without an answer. */
        record Ended(WaveState state, WaveTally tally) implements Effect {}
    }
}
