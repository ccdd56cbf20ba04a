package dev.tidemark.planner.build;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a wave is carried: what its set's policy said when it was opened.
 *
 * @param haltShare the wave halts and asks when more than this share of its first jobs failed: greater than 0; 1 never halts
 * @param haltAfterJobs how many jobs are the first; at least 1
 * @param cpuHours agents' time that builds without a GPU may take, in hours; empty for no limit
 * @param gpuHours agents' time that builds with a GPU may take, in hours; empty for no limit
 * @param noAgent what becomes of a job that nobody fits
 * @param notice how it is said beforehand what the wave is about to build
 * @param mirrors where else to look for what is fetched, ordered by their beginnings
 */
public record WaveTerms(
        double haltShare,
        int haltAfterJobs,
        OptionalDouble cpuHours,
        OptionalDouble gpuHours,
        NoAgent noAgent,
        NoticeTerms notice,
        List<Mirror> mirrors) {

    /** What becomes of a job for which no agent has fitted for the policy's time. */
    public enum NoAgent {
        /** It is STUCK, until one fits or somebody answers. */
        WAIT,
        /** It and what needs it are EXCLUDED, so that the wave ends. */
        EXCLUDE
    }

    /** Of a wave that nobody limits. */
    public static final WaveTerms NONE =
            new WaveTerms(1, 20, OptionalDouble.empty(), OptionalDouble.empty(), NoAgent.WAIT, NoticeTerms.NONE);

    /** One whose sources are where its recipes say. */
    public WaveTerms(
            double haltShare,
            int haltAfterJobs,
            OptionalDouble cpuHours,
            OptionalDouble gpuHours,
            NoAgent noAgent,
            NoticeTerms notice) {
        this(haltShare, haltAfterJobs, cpuHours, gpuHours, noAgent, notice, List.of());
    }

    /** @throws IllegalArgumentException when a share or a number cannot be */
    public WaveTerms {
        mirrors =
                mirrors.stream().sorted(Comparator.comparing(Mirror::beginning)).toList();
        if (!(haltShare > 0 && haltShare <= 1)) {
            throw new IllegalArgumentException("haltShare is " + haltShare + ": use more than 0, at most 1");
        }
        if (haltAfterJobs < 1) {
            throw new IllegalArgumentException("haltAfterJobs is " + haltAfterJobs + ": use at least 1");
        }
        requirePositive("cpuHours", cpuHours);
        requirePositive("gpuHours", gpuHours);
    }

    private static void requirePositive(String what, OptionalDouble hours) {
        if (hours.isPresent() && !(hours.getAsDouble() > 0 && Double.isFinite(hours.getAsDouble()))) {
            throw new IllegalArgumentException(what + " is " + hours.getAsDouble() + ": use more than 0");
        }
    }

    /** The same for a wave some of whose bumps are heavyweights. */
    public WaveTerms carrying(List<String> heavyweights) {
        return new WaveTerms(
                haltShare,
                haltAfterJobs,
                cpuHours,
                gpuHours,
                noAgent,
                new NoticeTerms(notice.likelyBreak(), heavyweights),
                mirrors);
    }
}
