package dev.tidemark.graph.impact;

import java.util.List;
import java.util.SortedSet;

/**
 * What a bump, or several at once, would take.
 *
 * @param jobs how many jobs change, those of the bumped packages among them; a job is a package on a system
 * @param levels how many of them stand on each level; a job on level 0 needs no other of them
 * @param maintainers handles of whose packages they are, in alphabetical order
 * @param time how long it would take
 * @param blocked the jobs that cannot run: those that are so of themselves first, then by system and attribute
 * @param costliest the ten jobs that are expected to take longest, the longest first, of equals the one that is built first
 * @param cut the edges that were cut to open cycles, as {@code "a -> b"} where a needs b: there a is built with the baseline's b
 * @param contentAddressed how many jobs have an output by whose content a rebuild may end early; the rest may not
 */
public record Impact(
        int jobs,
        List<Integer> levels,
        SortedSet<String> maintainers,
        Time time,
        List<Blocked> blocked,
        List<Cost> costliest,
        List<String> cut,
        int contentAddressed) {

    /**
     * How long the jobs that can run take.
     *
     * @param criticalPath attributes along the longest way, first to last
     * @param criticalPathSeconds how long that takes, however many agents there are
     * @param cpuHours of agents without a GPU, one job at a time
     * @param gpuHours of agents with one
     * @param finishSeconds from the first job's begin to the last one's end
     * @param learnt of how many jobs the time was learnt from builds; that of the others is assumed
     */
    public record Time(
            List<String> criticalPath,
            double criticalPathSeconds,
            double cpuHours,
            double gpuHours,
            Range finishSeconds,
            int learnt) {}

    /**
     * A figure that is not known exactly.
     *
     * @param low one in twenty is expected to be lower
     * @param expected the mean
     * @param high one in twenty is expected to be higher
     */
    public record Range(double low, double expected, double high) {}

    /**
     * A job that cannot run.
     *
     * @param attribute of the package
     * @param system that it is for
     * @param cause attribute of the package for which it cannot: its own, or one that it needs, directly or not, which need not
     *     be among the jobs; of several the one that is built first
     * @param reason why that package cannot be built, as a part of a sentence
     */
    public record Blocked(String attribute, String system, String cause, String reason) {

        /** Whether it cannot run of itself, not for what it needs. */
        public boolean root() {
            return cause.equals(attribute);
        }
    }

    /**
     * A job that a bump reaches.
     *
     * @param attribute of the package
     * @param system that it is for
     * @param level one more than the highest of those that it needs; 0 when it needs none of the others
     */
    public record Job(String attribute, String system, int level) {}

    /**
     * What one job costs.
     *
     * @param attribute of the package
     * @param system that it is for
     * @param seconds that it is expected to take
     * @param learnt whether that was learnt from builds, not assumed
     */
    public record Cost(String attribute, String system, double seconds, boolean learnt) {}
}
