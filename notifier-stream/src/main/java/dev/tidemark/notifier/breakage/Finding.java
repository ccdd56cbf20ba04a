package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A job that regressed in a wave. The proof itself lies elsewhere: nothing is decided by it. Ordered by job, then by the waves' age.
 *
 * @param wave the wave
 * @param job the job
 * @param fingerprint equal for equal causes
 * @param blamed the bumps to blame, ordered by attribute
 * @param people who is nearest to it
 * @param proof tells its proof from another
 * @param traceparent trace context of the bump to blame; empty when it has none
 */
public record Finding(
        WaveId wave,
        JobId job,
        String fingerprint,
        List<Bump> blamed,
        People people,
        String proof,
        Optional<String> traceparent)
        implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::job)
            .thenComparingLong(finding -> finding.wave().ordinal())
            .thenComparing(Finding::wave);

    public Finding {
        blamed = List.copyOf(blamed);
    }

    /**
     * Who is nearest to a job that regressed.
     *
     * @param maintainers handles of who maintains it, in the set's order
     * @param bumpMaintainers handles of who maintains the bumped packages
     */
    public record People(List<String> maintainers, List<String> bumpMaintainers) {
        public People {
            maintainers = List.copyOf(maintainers);
            bumpMaintainers = List.copyOf(bumpMaintainers);
        }
    }

    Cause cause() {
        return new Cause(
                blamed.stream().map(Bump::attribute).sorted().distinct().toList(), fingerprint);
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
