package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import java.util.List;

/** A job of a wave as the planner judged it. */
public sealed interface JudgedJob {

    JobId id();

    /**
     * The wave broke it.
     *
     * @param id the job
     * @param version the version that was built
     * @param proof how it failed
     * @param blamed the bumps to blame, ordered by attribute
     * @param path attributes from the first of them to the job
     * @param maintainers handles of who maintains it
     * @param bumpMaintainers handles of who maintains the bumped packages
     */
    record Regressed(
            JobId id,
            String version,
            Proof proof,
            List<Bump> blamed,
            List<String> path,
            List<String> maintainers,
            List<String> bumpMaintainers)
            implements JudgedJob {

        public Regressed {
            blamed = List.copyOf(blamed);
            path = List.copyOf(path);
            maintainers = List.copyOf(maintainers);
            bumpMaintainers = List.copyOf(bumpMaintainers);
        }

        Cause cause(String set) {
            return new Cause(set, blamed, proof.fingerprint());
        }
    }

    /**
     * It needs jobs that stand.
     *
     * @param id the job
     * @param roots the jobs at the root of it
     */
    record Blocked(JobId id, List<JobId> roots) implements JudgedJob {

        public Blocked {
            roots = List.copyOf(roots);
        }
    }

    /**
     * Anything else: it stands no more, or never did.
     *
     * @param id the job
     */
    record Other(JobId id) implements JudgedJob {}
}
