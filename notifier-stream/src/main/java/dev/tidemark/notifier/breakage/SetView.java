package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import java.util.Optional;

/** What is known of a set's breakages. Every list is ordered the same way in every process. */
public interface SetView {

    /** The set. */
    String set();

    Optional<Breakage> breakage(String id);

    /** Those of a cause, ordered by identity. */
    List<Breakage> ofCause(Cause cause);

    /** Those to which a job ever belonged, ordered by identity. */
    List<Breakage> withJob(JobId job);

    /** Those that one of these packages is to blame for, ordered by identity. */
    List<Breakage> ofPackages(List<String> packages);

    /** How many jobs stand of a breakage, each once a wave. */
    int standing(String breakage);

    /** What stands of a breakage, ordered. */
    List<Finding> findings(String breakage);

    /** The same, of one job. */
    List<Finding> findings(String breakage, JobId job);

    Optional<Finding> finding(String breakage, WaveId wave, JobId job);

    Optional<BlockedJob> blocked(WaveId wave, JobId job);

    /** All that are blocked in a wave, ordered by job. A large wave has many. */
    List<BlockedJob> blocked(WaveId wave);

    /** Attributes of what a wave that has not ended bumps; empty for one that is not known. */
    List<String> packages(WaveId wave);

    /** Whether a wave has come to an end and nobody was told so yet. */
    boolean isEnding(WaveId wave);

    /** The ordinal of the newest green wave that bumped the package; 0 when there is none. */
    long newestGreen(String attribute);

    Optional<Answer> answer(WaveId wave, JobId job);
}
