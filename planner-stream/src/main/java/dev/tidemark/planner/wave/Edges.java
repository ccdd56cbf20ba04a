package dev.tidemark.planner.wave;

import java.util.Arrays;
import java.util.List;

/** From each job to others, in two arrays: what leads from job {@code i} begins at {@code start[i]}. Immutable. */
final class Edges {

    private final int[] start;
    private final int[] target;

    private Edges(int[] start, int[] target) {
        this.start = start;
        this.target = target;
    }

    /** @param targets by job, in the order in which they are to be kept */
    static Edges of(List<int[]> targets) {
        int[] start = new int[targets.size() + 1];
        for (int from = 0; from < targets.size(); from++) {
            start[from + 1] = start[from] + targets.get(from).length;
        }
        int[] target = new int[start[targets.size()]];
        for (int from = 0; from < targets.size(); from++) {
            System.arraycopy(targets.get(from), 0, target, start[from], targets.get(from).length);
        }
        return new Edges(start, target);
    }

    /** The other way round; from each job ascending. */
    Edges reversed() {
        int[] first = new int[start.length];
        for (int to : target) {
            first[to + 1]++;
        }
        for (int job = 1; job < first.length; job++) {
            first[job] += first[job - 1];
        }
        int[] next = first.clone();
        int[] reversed = new int[target.length];
        for (int from = 0; from + 1 < start.length; from++) {
            for (int edge = start[from]; edge < start[from + 1]; edge++) {
                reversed[next[target[edge]]++] = from;
            }
        }
        return new Edges(first, reversed);
    }

    /** The first edge of a job; those up to {@link #end} are its own. */
    int begin(int from) {
        return start[from];
    }

    int end(int from) {
        return start[from + 1];
    }

    int count(int from) {
        return start[from + 1] - start[from];
    }

    int target(int edge) {
        return target[edge];
    }

    int[] of(int from) {
        return Arrays.copyOfRange(target, start[from], start[from + 1]);
    }
}
