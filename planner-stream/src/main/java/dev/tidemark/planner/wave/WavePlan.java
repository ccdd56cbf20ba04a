package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A wave's frozen jobs, numbered so that what a job needs has a smaller number. Every job of the WAVE variant has the
 * number of the same job of the BASELINE variant. Immutable, safe for any thread.
 */
public final class WavePlan {

    private final WaveId wave;
    private final String set;
    private final List<Bump> bumps;
    private final long sequence;
    private final List<FrozenJob> jobs;
    private final int[][] dependencies;
    private final int[][] dependents;
    private final int[] baseline;
    private final int[] judgedBy;
    private final int[] rank;
    private final Map<JobId, Integer> numbers = new HashMap<>();

    /**
     * @param wave the wave
     * @param set its set
     * @param bumps what it carries, ordered by attribute
     * @param sequence the graph revision that it was planned from
     * @param jobs in an order in which dependencies come first
     * @param dependencies by job: the numbers of what it needs, ascending
     * @param baseline by job: the number of the same job without the bumps; -1 for a BASELINE job
     */
    public WavePlan(
            WaveId wave,
            String set,
            List<Bump> bumps,
            long sequence,
            List<FrozenJob> jobs,
            List<int[]> dependencies,
            int[] baseline) {
        this.wave = wave;
        this.set = set;
        this.bumps = List.copyOf(bumps);
        this.sequence = sequence;
        this.jobs = List.copyOf(jobs);
        this.dependencies = dependencies.toArray(int[][]::new);
        this.baseline = baseline.clone();
        this.dependents = reversed(this.dependencies);
        this.judgedBy = inverse(this.baseline);
        this.rank = ranks(this.dependents);
        for (int job = 0; job < this.jobs.size(); job++) {
            numbers.put(this.jobs.get(job).id(), job);
        }
    }

    private static int[][] reversed(int[][] edges) {
        List<List<Integer>> reversed = new ArrayList<>(edges.length);
        for (int i = 0; i < edges.length; i++) {
            reversed.add(new ArrayList<>());
        }
        for (int from = 0; from < edges.length; from++) {
            for (int to : edges[from]) {
                if (to >= from) {
                    throw new IllegalArgumentException(
                            "job %d needs job %d, which does not come first".formatted(from, to));
                }
                reversed.get(to).add(from);
            }
        }
        return reversed.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static int[] inverse(int[] baseline) {
        int[] inverse = new int[baseline.length];
        Arrays.fill(inverse, -1);
        for (int job = 0; job < baseline.length; job++) {
            if (baseline[job] >= 0) {
                inverse[baseline[job]] = job;
            }
        }
        return inverse;
    }

    /** Longest path to the end of the wave, in jobs. */
    private static int[] ranks(int[][] dependents) {
        int[] rank = new int[dependents.length];
        for (int job = dependents.length - 1; job >= 0; job--) {
            rank[job] = 1;
            for (int dependent : dependents[job]) {
                rank[job] = Math.max(rank[job], rank[dependent] + 1);
            }
        }
        return rank;
    }

    public WaveId wave() {
        return wave;
    }

    public String set() {
        return set;
    }

    public List<Bump> bumps() {
        return bumps;
    }

    public long sequence() {
        return sequence;
    }

    /** How many jobs there are, of both variants. */
    public int size() {
        return jobs.size();
    }

    public FrozenJob job(int index) {
        return jobs.get(index);
    }

    /** The number of a job; -1 when the wave has no such job. */
    public int numberOf(JobId id) {
        return numbers.getOrDefault(id, -1);
    }

    boolean isWaveJob(int index) {
        return jobs.get(index).id().variant() == Variant.WAVE;
    }

    /** What a job needs, ascending. */
    public int[] dependenciesOf(int index) {
        return dependencies[index].clone();
    }

    int[] dependentsOf(int index) {
        return dependents[index];
    }

    int[] needs(int index) {
        return dependencies[index];
    }

    /** The same job without the bumps; -1 for a BASELINE job. */
    public int baselineOf(int index) {
        return baseline[index];
    }

    /** The job that this BASELINE job may have to judge; -1 when there is none. */
    int judges(int index) {
        return judgedBy[index];
    }

    /** Longest path from a job to the end of the wave, in jobs. */
    public int rank(int index) {
        return rank[index];
    }

    /** How many jobs of the WAVE variant there are. */
    public int waveJobs() {
        return (int)
                jobs.stream().filter(job -> job.id().variant() == Variant.WAVE).count();
    }

    /** The longest chain of WAVE jobs that wait for each other. */
    public int levels() {
        int levels = 0;
        for (int job = 0; job < size(); job++) {
            if (isWaveJob(job)) {
                levels = Math.max(levels, rank[job]);
            }
        }
        return levels;
    }
}
