package dev.tidemark.benchmarks.schedule;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The jobs of a few waves that begin at once, one for each package that a wave's bump reaches. Within a wave they are numbered
 * dependencies first; cut edges are left out. Immutable, safe for any thread.
 */
final class Jobs {

    private final int[] wave;
    private final int[] packages;
    private final int[][] dependents;
    private final int[] needs;
    private final int[] rank;
    private final int[] level;

    private Jobs(int[] wave, int[] packages, int[][] dependents) {
        this.wave = wave;
        this.packages = packages;
        this.dependents = dependents;
        this.needs = new int[packages.length];
        this.rank = new int[packages.length];
        this.level = new int[packages.length];
        for (int job = 0; job < packages.length; job++) {
            for (int dependent : dependents[job]) {
                needs[dependent]++;
                level[dependent] = Math.max(level[dependent], level[job] + 1);
            }
        }
        for (int job = packages.length - 1; job >= 0; job--) {
            for (int dependent : dependents[job]) {
                rank[job] = Math.max(rank[job], rank[dependent]);
            }
            rank[job]++;
        }
    }

    /**
     * One wave for each bump.
     *
     * @throws IllegalArgumentException when the graph has no such package
     */
    static Jobs of(PackageGraph graph, List<String> bumped) {
        List<int[]> reached = new ArrayList<>();
        for (String attribute : bumped) {
            int root = graph.indexOf(attribute)
                    .orElseThrow(() -> new IllegalArgumentException("the graph has no package " + attribute));
            reached.add(Reached.of(graph, new int[] {root}, EdgePolicy.ALL).packages());
        }
        int count = reached.stream().mapToInt(each -> each.length).sum();
        int[] wave = new int[count];
        int[] packages = new int[count];
        int[][] dependents = new int[count][];
        int begin = 0;
        for (int number = 0; number < reached.size(); number++) {
            int[] inWave = reached.get(number);
            for (int place = 0; place < inWave.length; place++) {
                wave[begin + place] = number;
                packages[begin + place] = inWave[place];
                int first = begin;
                dependents[begin + place] = Arrays.stream(graph.dependentsOf(inWave[place]))
                        .map(dependent -> Arrays.binarySearch(inWave, dependent))
                        .filter(at -> at >= 0)
                        .map(at -> first + at)
                        .toArray();
            }
            begin += inWave.length;
        }
        return new Jobs(wave, packages, dependents);
    }

    int count() {
        return packages.length;
    }

    /** The number of the wave that a job belongs to, from 0. */
    int wave(int job) {
        return wave[job];
    }

    /** The number of its package in the graph. */
    int packageOf(int job) {
        return packages[job];
    }

    /** What needs it directly, in its own wave. The caller must not change it. */
    int[] dependents(int job) {
        return dependents[job];
    }

    /** How many others of its wave each job needs directly; the caller's. */
    int[] needs() {
        return needs.clone();
    }

    /** The longest path from a job to the end of its wave, in jobs, itself among them. */
    int rank(int job) {
        return rank[job];
    }

    /** The longest path from the beginning of its wave to a job, in jobs, without itself. */
    int level(int job) {
        return level[job];
    }

    /** For each job the longest path to the end of its wave, in seconds, itself among it; of all jobs. */
    double[] remaining(double[] seconds) {
        double[] remaining = new double[packages.length];
        for (int job = packages.length - 1; job >= 0; job--) {
            for (int dependent : dependents[job]) {
                remaining[job] = Math.max(remaining[job], remaining[dependent]);
            }
            remaining[job] += seconds[job];
        }
        return remaining;
    }
}
