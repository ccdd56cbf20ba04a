package dev.tidemark.cli.log;

import dev.tidemark.schemas.event.AttemptLog;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The logs that a job's own record names: for attempts that nobody else remembers. */
public final class KeptLogs {

    private KeptLogs() {}

    /**
     * One for each failed attempt that the record knows: first those that the farm failed and those before the job was last begun anew,
     * then its failures since; the oldest of each first. Empty where no log of it was kept.
     */
    public static List<Optional<Sha256>> of(Job job) {
        return Stream.concat(
                        job.getOtherLogs().stream().map(AttemptLog::getLogHash).map(Optional::of),
                        Stream.concat(job.getEarlierFailures().stream(), job.getFailure().stream())
                                .map(Failure::getLogHash))
                .map(hash -> hash.map(Sha256::new))
                .toList();
    }
}
