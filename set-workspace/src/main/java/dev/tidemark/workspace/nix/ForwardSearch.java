package dev.tidemark.workspace.nix;

import java.util.Arrays;
import java.util.List;

/** Which packages one package depends on, directly or through others. Serves many searches; not thread-safe. */
final class ForwardSearch {

    private final List<Reach> needs;
    /** The number of the search that last met each package. */
    private final int[] met;

    private final int[] waiting;
    private int search;

    /** @param needs of each package, by its number; not changed between {@link #from} and {@link #met} */
    ForwardSearch(List<Reach> needs) {
        this.needs = needs;
        this.met = new int[needs.size()];
        this.waiting = new int[needs.size()];
        Arrays.fill(met, -1);
    }

    /** Begins anew: {@link #met} then tells of this package. */
    void from(int start) {
        search++;
        int left = meet(needs.get(start), 0);
        while (left > 0) {
            left--;
            left = meet(needs.get(waiting[left]), left);
        }
    }

    private int meet(Reach reach, int before) {
        int left = before;
        for (int entry = 0; entry < reach.size(); entry++) {
            int next = reach.node(entry);
            if (met[next] != search) {
                met[next] = search;
                waiting[left] = next;
                left++;
            }
        }
        return left;
    }

    /** True when the package that was begun from depends on this one. */
    boolean met(int node) {
        return met[node] == search;
    }
}
