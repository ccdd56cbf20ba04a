package dev.tidemark.planner.wave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One thing of every job; equal values are held once. Immutable. */
final class Column<T> {

    private final int[] index;
    private final List<T> values;

    private Column(int[] index, List<T> values) {
        this.index = index;
        this.values = values;
    }

    static <J, T> Column<T> of(List<J> jobs, Function<J, T> value) {
        Map<T, Integer> known = new HashMap<>();
        ArrayList<T> values = new ArrayList<>();
        int[] index = new int[jobs.size()];
        for (int job = 0; job < index.length; job++) {
            T own = value.apply(jobs.get(job));
            Integer at = known.get(own);
            if (at == null) {
                at = values.size();
                known.put(own, at);
                values.add(own);
            }
            index[job] = at;
        }
        values.trimToSize();
        return new Column<>(index, values);
    }

    T get(int job) {
        return values.get(index[job]);
    }

    /** Whether two jobs have the same. */
    boolean same(int one, int other) {
        return index[one] == index[other];
    }
}
