package dev.tidemark.cli;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.service.FarmSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** The waves of a farm that builds the bundled Nix set, one after the other, and what its recipes write down of themselves. */
final class NixWaves {

    static final Path SAMPLE = Path.of("src/main/set/nix").toAbsolutePath().normalize();

    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);
    private static final Set<WaveState> ENDED = EnumSet.of(WaveState.GREEN, WaveState.RED);

    private final FarmSettings farm;
    private final Path ledger;
    private final SortedSet<String> seen = new TreeSet<>();
    private int read;

    /** @param ledger the folder that recipes see as {@code /ledger} */
    NixWaves(FarmSettings farm, Path ledger) {
        this.farm = farm;
        this.ledger = ledger;
    }

    /** Ends a test before it has begun where there is no Nix. */
    static void assumeNix() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-store")));
        Assumptions.assumeTrue(found, "nix-store is not on the PATH: install Nix (on Debian the package nix-bin)");
    }

    /** What recipes see of the machine, as {@code nix.sandbox-paths} takes it. */
    static String sandboxPaths(Path ledger) {
        return "[/bin, /usr, /lib, /lib64, \"/ledger=%s\"]".formatted(ledger);
    }

    /** The first wave that has come to an end of those that this has not returned yet. */
    Wave ended() {
        Wave wave = await(each -> ENDED.contains(each.getState()) && !seen.contains(each.getWave()));
        seen.add(wave.getWave());
        return wave;
    }

    /** Waits until a wave is green. */
    void awaitGreen(String name) {
        await(wave -> wave.getWave().equals(name) && wave.getState() == WaveState.GREEN);
    }

    private Wave await(Predicate<Wave> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SortedMap<String, Wave> waves = new FarmTopic<>(farm, Topics.WAVE, Wave.class).newest(key -> true);
            Optional<Wave> found = waves.values().stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, waves));
            }
            LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        }
    }

    /** The wave's jobs with its bumps, by attribute. */
    SortedMap<String, Job> jobs(Wave wave) {
        SortedMap<String, Job> jobs = new TreeMap<>();
        new FarmTopic<>(farm, Topics.JOB, Job.class)
                .newest(key -> key.startsWith(wave.getWave() + "/")).values().stream()
                        .filter(job -> job.getJob().getVariant() == Variant.WAVE)
                        .forEach(job -> jobs.put(job.getJob().getAttribute(), job));
        return jobs;
    }

    /** One of them. */
    Job job(Wave wave, String attribute) {
        Job job = jobs(wave).get(attribute);
        if (job == null) {
            throw new AssertionError("%s has no job %s".formatted(wave.getWave(), attribute));
        }
        return job;
    }

    /** What one of them failed of at last. */
    FailureKind failure(Wave wave, String attribute) {
        return job(wave, attribute)
                .getFailure()
                .map(Failure::getKind)
                .orElseThrow(() -> new AssertionError(attribute + " has not failed"));
    }

    /** How each job with the wave's bumps stands, by attribute: all of them. */
    SortedMap<String, String> outcomes(Wave wave) {
        SortedMap<String, String> outcomes = new TreeMap<>();
        jobs(wave)
                .forEach((attribute, job) ->
                        outcomes.put(attribute, job.getState().name()));
        return outcomes;
    }

    /** Waits for so many breakages of the wave: of each what regressed, what is to blame, and how many jobs are behind it. */
    List<String> breakages(Wave wave, int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (breakages(wave).size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not %d breakages within %s: %s".formatted(count, PATIENCE, breakages(wave)));
            }
            LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        }
        return breakages(wave);
    }

    private List<String> breakages(Wave wave) {
        return new FarmTopic<>(farm, Topics.BREAKAGE, Breakage.class)
                .newest(key -> true).values().stream()
                        .filter(breakage -> breakage.getWave().equals(wave.getWave()))
                        .map(breakage -> "%s by %s, %d blocked"
                                .formatted(
                                        breakage.getRegressed().stream()
                                                .map(job -> job.getJob().getAttribute())
                                                .collect(Collectors.joining(" ")),
                                        breakage.getBlamed().stream()
                                                .map(bump -> bump.getAttribute() + " " + bump.getTo())
                                                .collect(Collectors.joining(" ")),
                                        breakage.getBlockedCount()))
                        .sorted()
                        .toList();
    }

    /** How often each package was begun since this was asked before, as its recipe has written it down. */
    SortedMap<String, Integer> built() throws IOException {
        List<String> lines = Files.readAllLines(ledger.resolve("builds"));
        SortedMap<String, Integer> built = new TreeMap<>();
        lines.subList(read, lines.size()).forEach(line -> built.merge(line, 1, Integer::sum));
        read = lines.size();
        return built;
    }
}
