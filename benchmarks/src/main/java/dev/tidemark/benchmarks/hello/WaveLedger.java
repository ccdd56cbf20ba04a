package dev.tidemark.benchmarks.hello;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was seen of each bump of one package: whether its wave still moves, and whether it ended as it must. */
final class WaveLedger {

    private final String root;
    private final String breaks;
    private final Map<String, Wave> wavesByVersion = new HashMap<>();
    private final Map<String, Map<String, Job>> jobsByWave = new HashMap<>();
    private final Map<String, Map<String, Breakage>> breakagesByWave = new HashMap<>();

    /**
     * @param root the package that is bumped
     * @param breaks the package that breaks
     */
    WaveLedger(String root, String breaks) {
        this.root = root;
        this.breaks = breaks;
    }

    void take(FarmNews news) {
        switch (news) {
            case FarmNews.OfBump bump -> {}
            case FarmNews.OfStart start -> {}
            case FarmNews.OfWave(Wave wave) -> wave.getBumps().forEach(bump -> wavesByVersion.put(bump.getTo(), wave));
            case FarmNews.OfJob(Job job) ->
                jobsByWave
                        .computeIfAbsent(job.getWave(), missing -> new TreeMap<>())
                        .put(job.getJob().getVariant() + "/" + job.getJob().getAttribute(), job);
            case FarmNews.OfBreakage(Breakage breakage) ->
                breakagesByWave
                        .computeIfAbsent(breakage.getWave(), missing -> new TreeMap<>())
                        .put(breakage.getBreakage(), breakage);
        }
    }

    /** True when a breakage was told and nothing is left to do but what no agent of this farm can take. */
    boolean isQuiet(String version) {
        Wave wave = wavesByVersion.get(version);
        if (wave == null || wave.getState() == WaveState.HALTED || !breakagesByWave.containsKey(wave.getWave())) {
            return false;
        }
        Map<String, Job> jobs = jobsByWave.getOrDefault(wave.getWave(), Map.of());
        long known = jobs.values().stream()
                .filter(job -> job.getJob().getVariant() == Variant.WAVE)
                .count();
        return known == wave.getJobs() && jobs.values().stream().allMatch(WaveLedger::rests);
    }

    private static boolean rests(Job job) {
        return switch (job.getState()) {
            case PENDING, RUNNING, CONFIRMING, JUDGING, BISECTING, UNKNOWN -> false;
            case READY -> job.getWaitsFor().isPresent();
            case SUCCEEDED, UNCHANGED, PREEXISTING, EXCLUDED, CANCELLED, REGRESSED, BLOCKED, STUCK -> true;
        };
    }

    /** What is wrong with the end of a bump's wave, in a sentence; empty when it is one breakage that blames the bump. */
    Optional<String> problem(String version) {
        Wave wave = wavesByVersion.get(version);
        if (wave == null) {
            return Optional.of("%s %s opened no wave".formatted(root, version));
        }
        List<Breakage> breakages = new ArrayList<>(
                breakagesByWave.getOrDefault(wave.getWave(), Map.of()).values());
        if (breakages.size() != 1) {
            return Optional.of("%s %s ended in %d breakages, not in one".formatted(root, version, breakages.size()));
        }
        Breakage only = breakages.getFirst();
        boolean blamesIt = only.getBlamed().size() == 1
                && only.getBlamed().getFirst().getAttribute().equals(root)
                && only.getBlamed().getFirst().getTo().equals(version);
        boolean ofIt = only.getRegressed().size() == 1
                && only.getRegressed().getFirst().getJob().getAttribute().equals(breaks);
        return blamesIt && ofIt
                ? Optional.empty()
                : Optional.of("the breakage of %s %s does not say that it broke %s".formatted(root, version, breaks));
    }

    /** How many waves were seen. */
    int waves() {
        return wavesByVersion.size();
    }
}
