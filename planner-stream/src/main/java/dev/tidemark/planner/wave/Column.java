package dev.tidemark.planner.wave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One thing of every job; equal values are held once. Immutable. */
final class Column<T> {

    private final int[] index;
    private final List<T> values;

    private Column(int[] index, List<T> values) {
        this.index = index;
        this.values = values;
    }

    /** A column that grows by a job at a time. */
    static final class Builder<T> {

        private final Map<T, Integer> known = new HashMap<>();
        private final ArrayList<T> values = new ArrayList<>();
        private final Ints index = new Ints();

        /** What the next job has. */
        void add(T value) {
            Integer at = known.get(value);
            if (at == null) {
                at = values.size();
                known.put(value, at);
                values.add(value);
            }
            index.add(at);
        }

        /** That the next job has what another one has that was added. */
        void addAs(int job) {
            index.add(index.get(job));
        }

        Column<T> build() {
            values.trimToSize();
            return new Column<>(index.toArray(), values);
        }
    }

    T get(int job) {
        return values.get(index[job]);
    }

    /** Whether two jobs have the same. */
    boolean same(int one, int other) {
        return index[one] == index[other];
    }

    /** By job: the place of what it has among all different values, from 0. */
    int[] places(Comparator<? super T> order) {
        Integer[] sorted = new Integer[values.size()];
        Arrays.setAll(sorted, value -> value);
        Arrays.sort(sorted, Comparator.comparing(values::get, order));
        int[] places = new int[sorted.length];
        for (int place = 0; place < sorted.length; place++) {
            places[sorted[place]] = place;
        }
        int[] byJob = new int[index.length];
        Arrays.setAll(byJob, job -> places[index[job]]);
        return byJob;
    }
}
