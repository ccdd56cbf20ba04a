package dev.tidemark.benchmarks.agent;

import dev.tidemark.benchmarks.agent.OneAgentFarm.Described;
import dev.tidemark.benchmarks.agent.SleepingExecutor.Build;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.service.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A farm whose one agent has so many slots, and a set in which so many packages as are wanted hang on one. Belongs to one thread. */
final class SlotFarm implements AutoCloseable {

    private static final String ROOT = "root";
    private static final String RECIPE = "exit 1 # Nobody runs it: the builds are simulated.\n";

    private final SleepingExecutor executor;
    private final OneAgentFarm farm;
    private final int slots;
    private final int packages;
    private int waves;

    private SlotFarm(OneAgentFarm farm, SleepingExecutor executor, int slots, int packages) {
        this.farm = farm;
        this.executor = executor;
        this.slots = slots;
        this.packages = packages;
    }

    static SlotFarm start(FarmFolder folder, int slots, int packages) throws InterruptedException {
        List<Described> set = new ArrayList<>();
        set.add(new Described(ROOT, List.of(), RECIPE));
        for (int number = 0; number < packages; number++) {
            set.add(new Described("leaf-" + number, List.of(ROOT), RECIPE));
        }
        SleepingExecutor executor = new SleepingExecutor();
        return new SlotFarm(
                OneAgentFarm.start(folder, "slots", set, slots, Optional.of(executor)), executor, slots, packages);
    }

    /**
     * Bumps the root, and returns when all that hang on it are built.
     *
     * @return what became of the slots' time while those were built
     */
    SlotTime wave() {
        waves++;
        String version = "2." + waves;
        farm.bump(ROOT, version);
        String unused = farm.awaitWave(version, WaveState.GREEN);
        List<Build> builds = executor.taken();
        if (builds.size() != packages + 1) {
            throw new ServiceException(
                    "a wave of %d jobs was built by %d builds".formatted(packages + 1, builds.size()));
        }
        // The first is the root's, on which all others wait.
        return SlotTime.of(builds.subList(1, builds.size()), slots);
    }

    @Override
    public void close() {
        farm.close();
    }
}
