package dev.tidemark.benchmarks.agent;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
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

/** A farm with one agent and one set of the kind {@code command}, whose folder is written here. Belongs to one thread. */
final class OneAgentFarm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final FarmFolder folder;
    private final String set;
    private final EmbeddedFarm farm;
    private final FarmWatch watch;

    private OneAgentFarm(FarmFolder folder, String set, EmbeddedFarm farm) {
        this.folder = folder;
        this.set = set;
        this.farm = farm;
        this.watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
    }

    /**
     * A package.
     *
     * @param attribute its name
     * @param needs what it is built with
     * @param recipe the text of its {@code build}
     */
    record Described(String attribute, List<String> needs, String recipe) {}

    /**
     * Starts it, and imports the set. What was begun is gone when it fails.
     *
     * @param executor builds in the agent's place; empty where it really builds
     */
    static OneAgentFarm start(
            FarmFolder folder, String set, List<Described> packages, int slots, Optional<Executor> executor)
            throws InterruptedException {
        try {
            PackageSet written = write(folder.resolve("set"), set, packages);
            EmbeddedFarm farm = started(folder, written, slots, executor);
            try {
                new Intake(farm.settings()).importSet(written, AgentSettings.thisSystem());
                return new OneAgentFarm(folder, set, farm);
            } catch (RuntimeException e) {
                farm.close();
                throw e;
            }
        } catch (RuntimeException | InterruptedException e) {
            folder.remove();
            throw e;
        }
    }

    private static EmbeddedFarm started(FarmFolder folder, PackageSet set, int slots, Optional<Executor> executor)
            throws InterruptedException {
        return EmbeddedFarm.start(
                new EmbeddedFarm.Options(
                        folder,
                        1,
                        1,
                        0,
                        RegistrySettings.WITHOUT_SERVER,
                        Map.of(set.name(), set.folder()),
                        EmbeddedFarm.Options.THIS_MACHINE,
                        slots,
                        PATIENCE,
                        Map.of(),
                        executor,
                        Map.of()),
                part -> {});
    }

    private static PackageSet write(Path folder, String set, List<Described> packages) {
        try {
            write(folder.resolve("set.json"), "{\"set\": \"%s\", \"kind\": \"command\"}".formatted(set));
            for (Described each : packages) {
                Path home = home(folder, each.attribute());
                String needs = String.join(
                        ", ", each.needs().stream().map("\"%s\""::formatted).toList());
                write(
                        home.resolve("package.json"),
                        "{\"version\": \"1\", \"dependencies\": {\"build\": [%s]}}".formatted(needs));
                write(home.resolve("build"), each.recipe());
            }
            return PackageSet.load(folder);
        } catch (IOException | InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Path home(Path set, String attribute) {
        return set.resolve("packages").resolve(attribute);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    FarmSettings settings() {
        return farm.settings();
    }

    /** Has a version of a package that can be built: its sources are an empty folder. */
    void release(String attribute, String version) {
        try {
            Files.createDirectories(home(folder.resolve("set"), attribute).resolve(version));
        } catch (IOException e) {
            throw new ServiceException(
                    "the folder %s cannot be written: free space there".formatted(folder.resolve("set")), e);
        }
    }

    void bump(String attribute, String version) {
        new Intake(farm.settings()).publishBump(new PackageId(set, attribute), version, BumpKind.ROUTINE, "watcher");
    }

    /** Returns the wave that carries a version once it is in a state, as far as that is told after this farm began. */
    String awaitWave(String version, WaveState state) {
        long deadline = deadline();
        while (true) {
            for (FarmNews news : watch.next(POLL)) {
                if (news instanceof FarmNews.OfWave(Wave wave)
                        && wave.getState() == state
                        && wave.getBumps().stream()
                                .anyMatch(bump -> bump.getTo().equals(version))) {
                    return wave.getWave();
                }
            }
            requireLife("the wave of %s to be %s".formatted(version, state), deadline);
        }
    }

    /** When to give up what begins now, as {@link System#nanoTime()}. */
    static long deadline() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    /** @param awaited for what, in words */
    void requireLife(String awaited, long deadline) {
        if (!farm.dead().isEmpty()) {
            throw new ServiceException("the farm died (%s): see the log file".formatted(farm.dead()));
        }
        if (System.nanoTime() > deadline) {
            throw new ServiceException(
                    "%d s were too little for %s: see the log file".formatted(PATIENCE.toSeconds(), awaited));
        }
    }

    @Override
    public void close() {
        watch.close();
        farm.close();
        folder.remove();
    }
}
