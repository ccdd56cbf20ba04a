package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.List;

/** A row of what is kept of a set's breakages becomes another. */
public sealed interface Change {

    /** A breakage as it is now. */
    record BreakageKept(Breakage breakage) implements Change {}

    /** A breakage that nobody needs to know of any more. */
    record BreakageDropped(String id) implements Change {}

    /** A job regressed in a wave, and belongs to a breakage. */
    record Found(String breakage, Finding finding) implements Change {}

    /** It belongs to it no more. */
    record Lost(String breakage, Finding finding) implements Change {}

    /** A job is blocked. */
    record BlockedKept(BlockedJob blocked) implements Change {}

    /** It is blocked no more. */
    record BlockedDropped(WaveId wave, JobId job) implements Change {}

    /** A wave is under way that bumps these packages. */
    record WaveKept(WaveId wave, List<String> packages) implements Change {}

    /** It has ended, and what was kept of it alone goes: itself and its jobs' answers. */
    record WaveDropped(WaveId wave) implements Change {}

    /** A wave has come to an end, perhaps not for good; who waits for that is told then. */
    record WaveEnding(WaveId wave, Instant at) implements Change {}

    /** They were told, or it goes on. */
    record WaveEndSettled(WaveId wave) implements Change {}

    /** A wave that bumped the package went green. */
    record WentGreen(String attribute, long ordinal) implements Change {}

    /** A job of a wave was answered. */
    record AnswerKept(WaveId wave, JobId job, Answer answer) implements Change {}
}
