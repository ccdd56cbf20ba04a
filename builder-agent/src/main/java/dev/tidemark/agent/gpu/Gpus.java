package dev.tidemark.agent.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out GPUs, each to one job at a time. A GPU is looked at before its first job, and again after any that failed on it; one
 * that is ill is handed to nobody until it answers again. Thread-safe.
 */
public final class Gpus {

    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);

    private final NvidiaSmi smi;
    private final GpuLocks locks;
    private final TreeMap<Integer, Gpu> free = new TreeMap<>();
    private final Map<String, GpuLocks.Held> held = new HashMap<>();
    private final Set<String> healthy = new HashSet<>();
    private final List<Gpu> all;

    /** @param gpus of this machine that jobs may have */
    public Gpus(NvidiaSmi smi, List<Gpu> gpus) {
        this(smi, gpus, GpuLocks.ofThisMachine());
    }

    Gpus(NvidiaSmi smi, List<Gpu> gpus, GpuLocks locks) {
        this.smi = smi;
        this.locks = locks;
        this.all = List.copyOf(gpus);
        gpus.forEach(gpu -> free.put(gpu.index(), gpu));
    }

    /** What came of asking for a GPU. */
    public sealed interface Asked {

        /** It is the job's until it is given back. */
        record Granted(Gpu gpu) implements Asked {}

        /** @param reason why there is none that could be had, as a sentence with the next step */
        record None(String reason) implements Asked {}
    }

    /**
     * Takes a GPU that answers for itself, and that no other agent of this machine and user has handed out.
     *
     * @param wanted {@linkplain Gpu#features() features} that it must have
     * @throws IOException when that cannot be told
     * @throws InterruptedException when nobody waits for it any more; nothing is taken then
     */
    public Asked take(List<String> wanted) throws IOException, InterruptedException {
        List<String> ill = new ArrayList<>();
        Set<Integer> tried = new HashSet<>();
        for (Optional<Gpu> next = takeUntried(wanted, tried); next.isPresent(); next = takeUntried(wanted, tried)) {
            Gpu gpu = next.get();
            tried.add(gpu.index());
            if (!lock(gpu)) {
                continue;
            }
            boolean granted = false;
            try {
                Optional<String> illness = isKnownHealthy(gpu) ? Optional.empty() : illness(gpu);
                granted = illness.isEmpty();
                illness.ifPresent(how -> ill.add("%d (%s): %s".formatted(gpu.index(), gpu.name(), how)));
            } finally {
                if (!granted) {
                    giveBack(gpu, false);
                }
            }
            if (granted) {
                learn(gpu, true);
                return new Asked.Granted(gpu);
            }
        }
        return new Asked.None(reason(wanted, ill));
    }

    private String reason(List<String> wanted, List<String> ill) {
        long such =
                all.stream().filter(gpu -> gpu.features().containsAll(wanted)).count();
        if (such == 0) {
            return "none of the agent's %d GPUs has %s: let it offer what nvidia-smi finds, and no more"
                    .formatted(all.size(), String.join(", ", wanted));
        }
        return ill.isEmpty()
                ? "all %d GPUs of the agent that the build could have are taken: let one agent of a machine offer them"
                        .formatted(such)
                : "no GPU of the agent is healthy: %s; look at the driver, or start the machine again"
                        .formatted(String.join("; ", ill));
    }

    private synchronized Optional<Gpu> takeUntried(List<String> wanted, Set<Integer> tried) {
        Optional<Gpu> next = free.values().stream()
                .filter(gpu -> !tried.contains(gpu.index()) && gpu.features().containsAll(wanted))
                .findFirst();
        next.ifPresent(gpu -> free.remove(gpu.index()));
        return next;
    }

    /** Otherwise it is left as it was. */
    private boolean lock(Gpu gpu) throws IOException {
        Optional<GpuLocks.Held> lock = Optional.empty();
        try {
            lock = locks.take(gpu);
            return lock.isPresent();
        } finally {
            keep(gpu, lock);
        }
    }

    private synchronized void keep(Gpu gpu, Optional<GpuLocks.Held> lock) {
        if (lock.isPresent()) {
            held.put(gpu.uuid(), lock.get());
        } else {
            free.put(gpu.index(), gpu);
        }
    }

    private synchronized boolean isKnownHealthy(Gpu gpu) {
        return healthy.contains(gpu.uuid());
    }

    private synchronized void learn(Gpu gpu, boolean well) {
        if (well) {
            healthy.add(gpu.uuid());
        } else {
            healthy.remove(gpu.uuid());
        }
    }

    /** What is wrong with a GPU; empty when it answers for itself. */
    public Optional<String> illness(Gpu gpu) throws InterruptedException {
        return switch (smi.look(gpu)) {
            case NvidiaSmi.Answer.Failed(String reason) -> Optional.of(reason);
            case NvidiaSmi.Answer.Found(List<Gpu> found) ->
                found.stream().anyMatch(each -> each.uuid().equals(gpu.uuid()))
                        ? Optional.empty()
                        : Optional.of("nvidia-smi does not know it any more");
        };
    }

    /** @param well whether the job ended well; if not, the GPU is looked at before its next one */
    public synchronized void giveBack(Gpu gpu, boolean well) {
        GpuLocks.Held lock = held.remove(gpu.uuid());
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("gpu", gpu.index())
                        .addKeyValue("reason", e.getMessage())
                        .log("the lock of a GPU cannot be closed: other agents may not get it before this one ends");
            }
        }
        free.put(gpu.index(), gpu);
        learn(gpu, well);
    }
}
