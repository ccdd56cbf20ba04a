package dev.tidemark.planner.wave;

import java.util.Arrays;

/** From each job to others, in two arrays: what leads from job {@code i} begins at {@code start[i]}. Immutable. */
final class Edges {

    private final int[] start;
    private final int[] target;

    private Edges(int[] start, int[] target) {
        this.start = start;
        this.target = target;
    }

    /** Edges that are told job by job. */
    static final class Builder {

        private final Ints start = new Ints();
        private final Ints target = new Ints();

        Builder() {
            start.add(0);
        }

        /** Those of the next job. */
        void add(int[] targets) {
            for (int to : targets) {
                target.add(to);
            }
            start.add(target.size());
        }

        /**
         * From each job in the order of the places of what they lead to.
         *
         * @param byPlace the numbers of the jobs in that order
         * @throws IllegalArgumentException when one leads to a job that there is not
         */
        Edges ordered(int[] byPlace) {
            int[] starts = start.toArray();
            int[] targets = target.toArray();
            int[] places = new int[byPlace.length];
            for (int place = 0; place < byPlace.length; place++) {
                places[byPlace[place]] = place;
            }
            for (int edge = 0; edge < targets.length; edge++) {
                int job = targets[edge];
                if (job < 0 || job >= places.length) {
                    throw new IllegalArgumentException("there is no job %d".formatted(job));
                }
                targets[edge] = places[job];
            }
            for (int from = 0; from + 1 < starts.length; from++) {
                Arrays.sort(targets, starts[from], starts[from + 1]);
            }
            for (int edge = 0; edge < targets.length; edge++) {
                targets[edge] = byPlace[targets[edge]];
            }
            return new Edges(starts, targets);
        }
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
