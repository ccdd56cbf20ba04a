package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuNeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Shares the GPUs of one machine between builds, each of which has as many as it asks for to itself: a matching of what is asked for with
 * GPUs, each path that makes it larger taken until there is none.
 */
final class GpuShares {

    private static final int NOBODY = -1;

    private final List<Gpu> gpus;
    /** An entry for each single GPU that somebody asks for. */
    private final List<GpuNeed> asked = new ArrayList<>();
    /** By the number of the GPU: who has it. */
    private final int[] owners;

    private GpuShares(List<Gpu> gpus) {
        this.gpus = gpus;
        this.owners = new int[gpus.size()];
        Arrays.fill(owners, NOBODY);
    }

    /**
     * Whether there are enough for all.
     *
     * @param builds how many there are, by what each asks for
     */
    static boolean suffice(List<Gpu> gpus, Map<GpuNeed, Integer> builds) {
        GpuShares shares = new GpuShares(gpus);
        for (Map.Entry<GpuNeed, Integer> each : builds.entrySet()) {
            for (int i = each.getKey().count() * each.getValue(); i > 0; i--) {
                shares.asked.add(each.getKey());
                if (shares.asked.size() > gpus.size()
                        || !shares.finds(shares.asked.size() - 1, new boolean[gpus.size()])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whoever has a GPU that another needs looks for another one. */
    private boolean finds(int who, boolean[] tried) {
        for (int gpu = 0; gpu < owners.length; gpu++) {
            if (!tried[gpu] && asked.get(who).isMetBy(gpus.get(gpu))) {
                tried[gpu] = true;
                if (owners[gpu] == NOBODY || finds(owners[gpu], tried)) {
                    owners[gpu] = who;
                    return true;
                }
            }
        }
        return false;
    }
}
