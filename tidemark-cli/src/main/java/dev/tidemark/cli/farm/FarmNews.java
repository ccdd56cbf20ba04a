package dev.tidemark.cli.farm;

import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Wave;

/** Something that everybody may see happen in a farm. */
public sealed interface FarmNews {

    /** A bump was held or admitted. */
    record OfBump(Bump bump) implements FarmNews {}

    /** A wave moved. */
    record OfWave(Wave wave) implements FarmNews {}

    /** A job moved. */
    record OfJob(Job job) implements FarmNews {}

    /**
     * A build of a job began.
     *
     * @param tries which of its tries in this wave it is, from 1
     * @param agent where
     */
    record OfStart(String wave, JobRef job, int tries, String agent) implements FarmNews {}

    /** A breakage was raised, has changed, or is no more. */
    record OfBreakage(Breakage breakage) implements FarmNews {}
}
