package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.JobId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a probe of a job has shown.
 *
 * @param job the probe
 * @param bumps attributes of the bumps that it has, in alphabetical order
 * @param outcome what it shows
 * @param status where it is
 */
public record ProbeSeen(JobId job, List<String> bumps, Shown outcome, JobStatus status) {

    /** What a probe shows. */
    public enum Shown {
        /** With these bumps the job fails as it does with all of them. */
        BREAKS,
        /** With these bumps it is built. */
        HOLDS,
        /** It fails otherwise, or something that it needs cannot be built. */
        UNCLEAR
    }

    public ProbeSeen {
        bumps = List.copyOf(bumps);
    }

    /** Those of a WAVE job that has failed which are through, in the order in which they were asked for. */
    public static List<ProbeSeen> of(WaveView wave, int job) {
        WavePlan plan = wave.plan();
        List<BuildFailure> failures = wave.status(job).failures();
        List<ProbeSeen> seen = new ArrayList<>();
        for (int probe = plan.size() - 1; !failures.isEmpty() && probe >= 0 && plan.isProbe(probe); probe--) {
            if (plan.judges(probe) == job) {
                JobStatus status = wave.status(probe);
                List<String> bumps =
                        Probes.bumps(plan, probe).stream().map(Bump::attribute).toList();
                switch (Probes.outcome(status, failures)) {
                    case BREAKS -> seen.add(new ProbeSeen(plan.id(probe), bumps, Shown.BREAKS, status));
                    case HOLDS -> seen.add(new ProbeSeen(plan.id(probe), bumps, Shown.HOLDS, status));
                    case UNCLEAR -> seen.add(new ProbeSeen(plan.id(probe), bumps, Shown.UNCLEAR, status));
                    case OPEN -> {}
                }
            }
        }
        return seen.reversed();
    }
}
