package dev.tidemark.graph.impact;

import dev.tidemark.graph.Subgraph;
import java.util.Arrays;

/**
 * When the last job ends if agents always take, of the jobs whose dependencies are built, the one with the longest way still
 * before it. By Graham's bound (1969) that is at most the longest way and the shared work together.
 */
final class Schedule {

    private static final int DIGIT_BITS = 11;

    private final Subgraph edges;
    private final float[] seconds;
    private final byte[] pool;
    private final int[] agents;
    /** Places, the one with the longest way before it first, of equals the smaller place. */
    private final int[] byRank;

    private final int[] rank;

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
        float[] remaining = new float[edges.size()];
        for (int place = edges.size() - 1; place >= 0; place--) {
            float longest = 0;
            for (int e = edges.begin(place); e < edges.end(place); e++) {
                longest = Math.max(longest, remaining[edges.target(e)]);
            }
            remaining[place] = longest + seconds[place];
        }
        this.byRank = longestFirst(remaining);
        this.rank = new int[byRank.length];
        for (int at = 0; at < byRank.length; at++) {
            rank[byRank[at]] = at;
        }
    }

    /**
     * Radix sort, digit by digit from the lowest, which keeps equals in their order: the bits of non-negative floats are ordered
     * as they are, and inverted the other way round.
     */
    private static int[] longestFirst(float[] remaining) {
        int[] places = new int[remaining.length];
        Arrays.setAll(places, place -> place);
        int[] sorted = new int[places.length];
        for (int shift = 0; shift < Integer.SIZE; shift += DIGIT_BITS) {
            int[] begin = new int[(1 << DIGIT_BITS) + 1];
            for (int place : places) {
                begin[digit(remaining[place], shift) + 1]++;
            }
            for (int digit = 0; digit < 1 << DIGIT_BITS; digit++) {
                begin[digit + 1] += begin[digit];
            }
            for (int place : places) {
                sorted[begin[digit(remaining[place], shift)]++] = place;
            }
            int[] swapped = places;
            places = sorted;
            sorted = swapped;
        }
        return places;
    }

    private static int digit(float remaining, int shift) {
        return (~Float.floatToRawIntBits(remaining) >>> shift) & ((1 << DIGIT_BITS) - 1);
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

    /** What is being built, as a binary heap by end, of equal ends the smaller place first. */
    private static final class Building {
        private final double[] end;
        private final int[] place;
        private int size;

        /** @param most how much is built at once */
        Building(int most) {
            end = new double[most + 1];
            place = new int[most + 1];
        }

        boolean isEmpty() {
            return size == 0;
        }

        /** When the first of them ends. */
        double nextEnd() {
            return end[1];
        }

        void add(int added, double addedEnd) {
            int at = ++size;
            while (at > 1 && isBefore(addedEnd, added, at >> 1)) {
                move(at >> 1, at);
                at >>= 1;
            }
            end[at] = addedEnd;
            place[at] = added;
        }

        /** The place of the first that ends. */
        int remove() {
            int first = place[1];
            double lastEnd = end[size];
            int last = place[size--];
            int at = 1;
            while (at << 1 <= size) {
                int child = at << 1;
                if (child < size && isBefore(end[child + 1], place[child + 1], child)) {
                    child++;
                }
                if (!isBefore(end[child], place[child], lastEnd, last)) {
                    break;
                }
                move(child, at);
                at = child;
            }
            end[at] = lastEnd;
            place[at] = last;
            return first;
        }

        private void move(int from, int to) {
            end[to] = end[from];
            place[to] = place[from];
        }

        private boolean isBefore(double someEnd, int somePlace, int slot) {
            return isBefore(someEnd, somePlace, end[slot], place[slot]);
        }

        private static boolean isBefore(double someEnd, int somePlace, double otherEnd, int otherPlace) {
            return someEnd < otherEnd || (someEnd == otherEnd && somePlace < otherPlace);
        }
    }

    private final class Run {
        private final int[] missing;
        private final int[] idle = agents.clone();
        /** By pool: ranks of those that can begin. */
        private final RankedPlaces[] ready = new RankedPlaces[agents.length];

        private final Building building = new Building((int)
                Math.min(edges.size(), Arrays.stream(agents).asLongStream().sum()));

        Run(int[] missing) {
            this.missing = missing;
            for (int each = 0; each < ready.length; each++) {
                ready[each] = new RankedPlaces(rank.length);
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
                now = building.nextEnd();
                int done = building.remove();
                idle[pool[done]]++;
                for (int e = edges.begin(done), last = edges.end(done); e < last; e++) {
                    if (--missing[edges.target(e)] == 0) {
                        push(edges.target(e));
                    }
                }
                if (building.isEmpty() || building.nextEnd() > now) {
                    begin(now);
                }
            }
            return now;
        }

        private void push(int place) {
            ready[pool[place]].add(rank[place]);
        }

        private void begin(double now) {
            for (int each = 0; each < ready.length; each++) {
                while (idle[each] > 0 && !ready[each].isEmpty()) {
                    int place = byRank[ready[each].removeLeast()];
                    idle[each]--;
                    building.add(place, now + seconds[place]);
                }
            }
        }
    }
}
