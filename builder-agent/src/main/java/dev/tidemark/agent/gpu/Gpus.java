package dev.tidemark.agent.gpu;

import dev.tidemark.schemas.identity.GpuNeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out GPUs, each to one job at a time. A GPU is looked at before its first job, and again after any that failed on it; one
 * that is ill is handed to nobody until it answers again. Of those that a job can have it gets the ones that others miss least: of the
 * kind of which most are free, of those the least able. Thread-safe.
 */
public final class Gpus {

    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);

    private final NvidiaSmi smi;
    private final GpuLocks locks;
    private final List<Gpu> all;
    /** Everything below is read and written while this is held. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition freed = lock.newCondition();
    private final TreeMap<Integer, Gpu> free = new TreeMap<>();
    private final Map<String, GpuLocks.Held> held = new HashMap<>();
    private final Set<String> healthy = new HashSet<>();
    /** Who waits, in order of arrival. */
    private final LinkedHashSet<Wanted> waiting = new LinkedHashSet<>();

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

    /** What came of asking for GPUs. */
    public sealed interface Asked {

        /**
         * They are the job's until they are given back.
         *
         * @param gpus in the order of their numbers
         */
        record Granted(List<Gpu> gpus) implements Asked {
            public Granted {
                gpus = List.copyOf(gpus);
            }
        }

        /** @param reason why they could not be had, as a sentence with the next step */
        record None(String reason) implements Asked {}
    }

    /** One who asks, as long as he does. Equal only to itself. */
    private static final class Wanted {
        private final GpuNeed need;
        /** Numbers of those that were tried, and could not be had. */
        private final Set<Integer> tried = new HashSet<>();

        private final List<String> ill = new ArrayList<>();

        Wanted(GpuNeed need) {
            this.need = need;
        }

        boolean mayHave(Gpu gpu) {
            return need.isMetBy(gpu) && !tried.contains(gpu.index());
        }
    }

    /**
     * Takes GPUs that answer for themselves, and that no other agent of this machine and user has handed out: as many as are asked for at
     * once, or none. Those that other jobs of this agent have are waited for, in order of arrival.
     *
     * @throws IOException when it cannot be told whether another agent has one
     * @throws InterruptedException when nobody waits for them any more; nothing is taken then
     */
    public Asked take(GpuNeed need) throws IOException, InterruptedException {
        Optional<String> lack = need.lack(List.of(all));
        if (lack.isPresent()) {
            return new Asked.None(lacking(need, lack.get()));
        }
        Wanted wanted = new Wanted(need);
        for (List<Gpu> chosen = await(wanted); !chosen.isEmpty(); chosen = await(wanted)) {
            boolean granted = false;
            try {
                granted = areToBeHad(chosen, wanted);
            } finally {
                if (!granted) {
                    giveBack(chosen, false);
                }
            }
            if (granted) {
                learn(chosen);
                return new Asked.Granted(chosen);
            }
        }
        return new Asked.None(
                wanted.ill.isEmpty()
                        ? "other agents of this machine have GPUs that the build could have: let one agent of a machine offer them"
                        : "no GPU of the agent is healthy: %s; look at the driver, or start the machine again"
                                .formatted(String.join("; ", wanted.ill)));
    }

    /** A driver may be older than it was when the agent announced itself. */
    private String lacking(GpuNeed need, String lack) {
        GpuNeed onAnyDriver = new GpuNeed(need.count(), need.anyArchitectureOf(), need.memoryBytes(), "");
        return onAnyDriver.isMetBy(all)
                ? "the driver of the agent's GPUs is %s, and the build asks for %s or later: install that, and start the agent again"
                        .formatted(
                                all.stream()
                                        .filter(onAnyDriver::isMetBy)
                                        .map(Gpu::driver)
                                        .findFirst()
                                        .orElse("unknown"),
                                need.minimumDriver())
                : "the agent does not have %s; let it offer what nvidia-smi finds, and no more".formatted(lack);
    }

    /** As many as are wanted, which are nobody else's then; empty where too few are left that were not tried. */
    private List<Gpu> await(Wanted wanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.add(wanted);
            try {
                while (all.stream().filter(wanted::mayHave).count() >= wanted.need.count()) {
                    List<Gpu> chosen = choice(wanted);
                    if (chosen.size() == wanted.need.count()) {
                        chosen.forEach(gpu -> free.remove(gpu.index()));
                        return chosen;
                    }
                    freed.await();
                }
                return List.of();
            } finally {
                waiting.remove(wanted);
                freed.signalAll(); // What was left to this one may be another's.
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of those that are free; what they could have is left to those who came before. */
    private List<Gpu> choice(Wanted wanted) {
        Set<Gpu> left = new LinkedHashSet<>(free.values());
        for (Wanted each : waiting) {
            List<Gpu> best = best(each, left);
            if (each == wanted) {
                return best;
            }
            best.forEach(left::remove);
        }
        throw new AssertionError("who looks for GPUs is among those who wait");
    }

    private static List<Gpu> best(Wanted wanted, Set<Gpu> left) {
        Map<String, Integer> ofKind = new HashMap<>();
        left.forEach(gpu -> ofKind.merge(gpu.kind(), 1, Integer::sum));
        return left.stream()
                .filter(wanted::mayHave)
                .sorted(Comparator.comparing((Gpu gpu) -> -ofKind.getOrDefault(gpu.kind(), 0))
                        .thenComparing(GpuNeed.leastFirst())
                        .thenComparing(Gpu::index))
                .limit(wanted.need.count())
                .sorted(Comparator.comparing(Gpu::index))
                .toList();
    }

    private boolean areToBeHad(List<Gpu> chosen, Wanted wanted) throws IOException, InterruptedException {
        for (Gpu gpu : chosen) {
            if (!isLocked(gpu)) {
                wanted.tried.add(gpu.index());
                return false;
            }
            Optional<String> illness = isKnownHealthy(gpu) ? Optional.empty() : illness(gpu);
            if (illness.isPresent()) {
                wanted.tried.add(gpu.index());
                wanted.ill.add("%d (%s): %s".formatted(gpu.index(), gpu.name(), illness.get()));
                return false;
            }
        }
        return true;
    }

    private boolean isLocked(Gpu gpu) throws IOException {
        Optional<GpuLocks.Held> taken = locks.take(gpu);
        lock.lock();
        try {
            taken.ifPresent(one -> held.put(gpu.uuid(), one));
        } finally {
            lock.unlock();
        }
        return taken.isPresent();
    }

    private boolean isKnownHealthy(Gpu gpu) {
        lock.lock();
        try {
            return healthy.contains(gpu.uuid());
        } finally {
            lock.unlock();
        }
    }

    private void learn(List<Gpu> well) {
        lock.lock();
        try {
            well.forEach(gpu -> healthy.add(gpu.uuid()));
        } finally {
            lock.unlock();
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

    /** @param well whether the job ended well; if not, they are looked at before their next one */
    public void giveBack(List<Gpu> gpus, boolean well) {
        lock.lock();
        try {
            for (Gpu gpu : gpus) {
                unlock(gpu);
                free.put(gpu.index(), gpu);
                if (!well) {
                    healthy.remove(gpu.uuid());
                }
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void unlock(Gpu gpu) {
        GpuLocks.Held taken = held.remove(gpu.uuid());
        if (taken != null) {
            try {
                taken.close();
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("gpu", gpu.index())
                        .addKeyValue("reason", e.getMessage())
                        .log("the lock of a GPU cannot be closed: other agents may not get it before this one ends");
            }
        }
    }
}
