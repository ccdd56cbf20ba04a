package dev.tidemark.cli.view;

import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whose log somebody wants to see.
 *
 * @param wave its name
 * @param job an attribute, or an attribute and a system with a slash between them
 * @param baseline the job without the bumps
 * @param attempt that one alone; empty for the latest
 * @param follow whether to go on while it is being built
 */
public record WantedLog(String wave, String job, boolean baseline, OptionalInt attempt, boolean follow) {

    /**
     * The one job that is meant.
     *
     * @param jobs of the wave
     * @throws ServiceException when there is none, or more than one, with the next step
     */
    Job of(List<Job> jobs) {
        Variant variant = baseline ? Variant.BASELINE : Variant.WAVE;
        List<Job> meant = jobs.stream()
                .filter(each -> each.getJob().getVariant() == variant && isMeant(each.getJob()))
                .toList();
        if (meant.isEmpty()) {
            throw new UsageException("the wave %s has no job %s%s: see tidemark job list %s"
                    .formatted(wave, job, baseline ? " without the bumps" : "", wave));
        }
        if (meant.size() > 1) {
            throw new UsageException("%s is built on several systems: name one of them, as in %s"
                    .formatted(job, JobView.name(meant.getFirst().getJob())));
        }
        return meant.getFirst();
    }

    private boolean isMeant(JobRef each) {
        return job.equals(each.getAttribute()) || job.equals(each.getAttribute() + "/" + each.getSystem());
    }
}
