package dev.tidemark.benchmarks.nix;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole farm with one agent that builds a Nix set in an empty store. Belongs to one thread. */
final class NixFarm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final double NANOS_PER_SECOND = 1e9;

    private final String set;
    private final EmbeddedFarm farm;
    private final FarmWatch watch;

    /**
     * What a wave took, in seconds.
     *
     * @param whole from the publication of its bump until it is said to be green
     * @param untilFirst of that, until its first build began: it was prepared
     * @param building by attribute: from the beginning of its build until it is said to be built
     */
    record WaveTimes(double whole, double untilFirst, SortedMap<String, Double> building) {}

    private NixFarm(String set, EmbeddedFarm farm) {
        this.set = set;
        this.farm = farm;
        this.watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
    }

    /** What the recipes of the bundled set are built with, as builds see it. */
    static List<String> tools() {
        return Stream.of("/bin", "/usr", "/lib", "/lib64")
                .filter(folder -> Files.isDirectory(Path.of(folder)))
                .toList();
    }

    /** @param folder of the set */
    static NixFarm start(FarmFolder data, String set, Path folder, int slots) throws InterruptedException {
        EmbeddedFarm farm = EmbeddedFarm.start(
                new EmbeddedFarm.Options(
                        data,
                        1,
                        1,
                        0,
                        RegistrySettings.WITHOUT_SERVER,
                        Map.of(set, folder),
                        EmbeddedFarm.Options.THIS_MACHINE,
                        slots,
                        PATIENCE,
                        Map.of(
                                "nix.store",
                                "local?root=" + data.resolve("nix"),
                                "nix.sandbox-paths",
                                tools().toString()),
                        Optional.empty(),
                        Map.of()),
                part -> {});
        try {
            new Intake(farm.settings()).importFolder(folder, AgentSettings.thisSystem(), ImportProgress.SILENT);
            return new NixFarm(set, farm);
        } catch (RuntimeException e) {
            farm.close();
            throw e;
        }
    }

    /** Bumps a package, and returns once all that it reaches is built. */
    WaveTimes wave(String attribute, String to) {
        long begin = System.nanoTime();
        new Intake(farm.settings()).publishBump(new PackageId(set, attribute), to, BumpKind.ROUTINE, "watcher");
        SortedMap<String, Long> begun = new TreeMap<>();
        SortedMap<String, Double> building = new TreeMap<>();
        Optional<Long> first = Optional.empty();
        while (true) {
            for (FarmNews news : watch.next(POLL)) {
                long now = System.nanoTime();
                switch (news) {
                    case FarmNews.OfStart start -> {
                        first = first.or(() -> Optional.of(now));
                        begun.putIfAbsent(start.job().getAttribute(), now);
                    }
                    case FarmNews.OfJob(var job)
                    when isBuilt(job, begun) ->
                        building.put(
                                job.getJob().getAttribute(),
                                seconds(now - begun.getOrDefault(job.getJob().getAttribute(), now)));
                    case FarmNews.OfWave(var wave)
                    when wave.getState() == WaveState.GREEN -> {
                        return new WaveTimes(seconds(now - begin), seconds(first.orElse(now) - begin), building);
                    }
                    case FarmNews.OfWave(var wave)
                    when wave.getState() == WaveState.RED || wave.getState() == WaveState.HALTED ->
                        throw new ServiceException(
                                "the wave %s is %s: see the log file".formatted(wave.getWave(), wave.getState()));
                    default -> {}
                }
            }
            if (!farm.dead().isEmpty() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new ServiceException("the wave of %s %s did not end within %s (%s): see the log file"
                        .formatted(attribute, to, PATIENCE, farm.dead()));
            }
        }
    }

    private static boolean isBuilt(Job job, SortedMap<String, Long> begun) {
        return job.getState() == JobState.SUCCEEDED
                && job.getJob().getVariant() == Variant.WAVE
                && begun.containsKey(job.getJob().getAttribute());
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }

    @Override
    public void close() {
        watch.close();
        farm.close();
    }
}
