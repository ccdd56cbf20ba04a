package dev.tidemark.graph.impact;

import dev.tidemark.graph.Subgraph;
import java.util.PriorityQueue;

/**
 * When the last job ends if agents always take, of the jobs whose dependencies are built, the one with the longest way still
 * before it. By Graham's bound (1969) that is at most the longest way and the shared work together.
 */
final class Schedule {

    private final Subgraph edges;
    private final float[] seconds;
    private final byte[] pool;
    private final int[] agents;
    private final float[] remaining;

    /**
     * @param seconds by place; 0 for a job that is not to be built
     * @param pool by place: the number of the agents' pool
     * @param agents how many there are, by pool
     */
    Schedule(Subgraph edges, float[] seconds, byte[] pool, int[] agents) {
        this.edges = edges;
        this.seconds = seconds;
        this.pool = pool;
        this.agents = agents;
        this.remaining = new float[edges.size()];
        for (int place = edges.size() - 1; place >= 0; place--) {
            float longest = 0;
            for (int e = edges.begin(place); e < edges.end(place); e++) {
                longest = Math.max(longest, remaining[edges.target(e)]);
            }
            remaining[place] = longest + seconds[place];
        }
    }

    /** In seconds from the first job's begin. */
    double end() {
        int[] missing = new int[edges.size()];
        for (int place = 0; place < edges.size(); place++) {
            for (int e = edges.begin(place); e < edges.end(place); e++) {
                missing[edges.target(e)]++;
            }
        }
        return new Run(missing).end();
    }

    private record Building(int place, double end) implements Comparable<Building> {
        @Override
        public int compareTo(Building other) {
            return end == other.end ? Integer.compare(place, other.place) : Double.compare(end, other.end);
        }
    }

    private final class Run {
        private final int[] missing;
        private final int[] idle = agents.clone();
        private final LongHeap[] ready = new LongHeap[agents.length];
        private final PriorityQueue<Building> building = new PriorityQueue<>();

        Run(int[] missing) {
            this.missing = missing;
            for (int each = 0; each < ready.length; each++) {
                ready[each] = new LongHeap();
            }
        }

        double end() {
            for (int place = 0; place < missing.length; place++) {
                if (missing[place] == 0) {
                    push(place);
                }
            }
            double now = 0;
            begin(now);
            while (!building.isEmpty()) {
                Building done = building.remove();
                now = done.end();
                idle[pool[done.place()]]++;
                for (int e = edges.begin(done.place()); e < edges.end(done.place()); e++) {
                    if (--missing[edges.target(e)] == 0) {
                        push(edges.target(e));
                    }
                }
                if (building.isEmpty() || building.element().end() > now) {
                    begin(now);
                }
            }
            return now;
        }

        /** The longest way first, of equals the smaller place: as one number, since non-negative floats are ordered as their bits are. */
        private void push(int place) {
            ready[pool[place]].add((long) ~Float.floatToIntBits(remaining[place]) << Integer.SIZE | place);
        }

        private void begin(double now) {
            for (int each = 0; each < ready.length; each++) {
                while (idle[each] > 0 && !ready[each].isEmpty()) {
                    int place = (int) ready[each].remove();
                    idle[each]--;
                    building.add(new Building(place, now + seconds[place]));
                }
            }
        }
    }
}
