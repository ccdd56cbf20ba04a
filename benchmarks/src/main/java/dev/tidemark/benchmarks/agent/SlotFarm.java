package dev.tidemark.benchmarks.agent;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.benchmarks.agent.SleepingExecutor.Build;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A farm whose one agent has so many slots, and a set in which so many packages as are wanted hang on one. Belongs to one thread. */
final class SlotFarm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String SET = "slots";
    private static final String ROOT = "root";

    private final FarmFolder folder;
    private final SleepingExecutor executor = new SleepingExecutor();
    private final EmbeddedFarm farm;
    private final FarmWatch watch;
    private final int slots;
    private final int packages;
    private int waves;

    private SlotFarm(FarmFolder folder, int slots, int packages) throws InterruptedException {
        this.folder = folder;
        this.slots = slots;
        this.packages = packages;
        PackageSet set = set(folder.resolve("set"), packages);
        this.farm = EmbeddedFarm.start(
                new EmbeddedFarm.Options(
                        folder,
                        1,
                        1,
                        0,
                        RegistrySettings.WITHOUT_SERVER,
                        Map.of(SET, set.folder()),
                        EmbeddedFarm.Options.THIS_MACHINE,
                        slots,
                        PATIENCE,
                        Map.of(),
                        Optional.of(executor),
                        Map.of()),
                part -> {});
        new Intake(farm.settings()).importSet(set, AgentSettings.thisSystem());
        this.watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
    }

    static SlotFarm start(FarmFolder folder, int slots, int packages) throws InterruptedException {
        return new SlotFarm(folder, slots, packages);
    }

    private static PackageSet set(Path folder, int packages) {
        try {
            write(folder.resolve("set.json"), "{\"set\": \"%s\", \"kind\": \"command\"}".formatted(SET));
            describe(folder, ROOT, "");
            for (int number = 0; number < packages; number++) {
                describe(folder, "leaf-" + number, "\"%s\"".formatted(ROOT));
            }
            return PackageSet.load(folder);
        } catch (IOException | InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void describe(Path set, String attribute, String needs) throws IOException {
        Path folder = set.resolve("packages").resolve(attribute);
        write(
                folder.resolve("package.json"),
                "{\"version\": \"1\", \"dependencies\": {\"build\": [%s]}}".formatted(needs));
        write(folder.resolve("build"), "exit 1 # Nobody runs it: the builds are simulated.\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    /**
     * Bumps the root, and returns when all that hang on it are built.
     *
     * @return what became of the slots' time while those were built
     */
    SlotTime wave() {
        waves++;
        String version = "2." + waves;
        new Intake(farm.settings()).publishBump(new PackageId(SET, ROOT), version, BumpKind.ROUTINE, "watcher");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isGreen(version)) {
            if (!farm.dead().isEmpty() || System.nanoTime() > deadline) {
                throw new ServiceException("the wave of %s %s did not end within %d s (%s): see the log file"
                        .formatted(ROOT, version, PATIENCE.toSeconds(), farm.dead()));
            }
        }
        List<Build> builds = executor.taken();
        if (builds.size() != packages + 1) {
            throw new ServiceException(
                    "a wave of %d jobs was built by %d builds".formatted(packages + 1, builds.size()));
        }
        // The first is the root's, on which all others wait.
        return SlotTime.of(builds.subList(1, builds.size()), slots);
    }

    private boolean isGreen(String version) {
        return watch.next(POLL).stream()
                .anyMatch(news -> news instanceof FarmNews.OfWave(var wave)
                        && wave.getState() == WaveState.GREEN
                        && wave.getBumps().stream()
                                .anyMatch(bump -> bump.getTo().equals(version)));
    }

    @Override
    public void close() {
        watch.close();
        farm.close();
        folder.remove();
    }
}
