package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;

/** What happened in a wave of a set, as far as breakages go. Any of them may come twice. */
public sealed interface Judgement {

    /** A job regressed, or regressed in another way than was said before. */
    record Regressed(Finding finding) implements Judgement {}

    /** A job needs others that stand. */
    record Blocked(BlockedJob blocked) implements Judgement {}

    /** A job that stood is built anew, or may be: nothing is known of it yet. */
    record Reopened(WaveId wave, JobId job) implements Judgement {}

    /**
     * A job came to an outcome.
     *
     * @param reason why, as the planner says; empty when it says nothing
     */
    record Settled(WaveId wave, JobId job, Outcome outcome, String reason) implements Judgement {}

    /** A job was answered for good. */
    record Answered(WaveId wave, JobId job, Answer answer) implements Judgement {}

    /**
     * A wave was opened, or is in another state.
     *
     * @param packages attributes of what it bumps
     */
    record WaveMoved(WaveId wave, List<String> packages, WaveStage stage) implements Judgement {}

    /** How a job is settled. */
    enum Outcome {
        /** It is built, or need not be. */
        GOOD,
        /** It fails, or cannot be built, without the bumps too. */
        PREEXISTING,
        /** The wave goes on without it. */
        EXCLUDED,
        /** Its wave was given up. */
        CANCELLED
    }

    /** Where a wave is. */
    enum WaveStage {
        UNDER_WAY,
        /** Nothing is left to run, and something stands. */
        RED,
        GREEN,
        ABANDONED
    }
}
