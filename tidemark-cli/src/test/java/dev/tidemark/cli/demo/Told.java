package dev.tidemark.cli.demo;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** News of a farm, as it would tell them: the bump {@code tiny:base} to 2, carried by the wave {@code w}. */
final class Told {

    static {
        TrustedEvents.declare();
    }

    static final String LINUX = "x86_64-linux";
    static final String ARM = "aarch64-linux";
    static final BumpRef BASE_2 = new BumpRef("base", "1", "2", BumpKind.ROUTINE, "watcher", null, List.of(), null);

    private Told() {}

    /** {@code left} needs {@code base}; {@code top} needs {@code left}. */
    static WaveStory story() {
        return story("left", "base", "top", "left");
    }

    /** Pairs: a package and what it needs. */
    static WaveStory story(String... pairs) {
        SortedMap<String, SortedSet<String>> needs = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            needs.computeIfAbsent(pairs[i], any -> new TreeSet<>()).add(pairs[i + 1]);
        }
        return new WaveStory(new PackageId("tiny", "base"), "2", needs);
    }

    static FarmNews carried() {
        return new FarmNews.OfBump(of(BumpState.IN_WAVE).setWave("w").build());
    }

    static FarmNews held(String reason) {
        return new FarmNews.OfBump(of(BumpState.HELD).setReason(reason).build());
    }

    static FarmNews bump(BumpState state) {
        return new FarmNews.OfBump(of(state).build());
    }

    private static Bump.Builder of(BumpState state) {
        return Bump.newBuilder().setSet("tiny").setBump(BASE_2).setState(state);
    }

    static FarmNews wave(WaveState state, StateCount... counts) {
        return wave("w", "tiny", state, counts);
    }

    static FarmNews wave(String id, String set, WaveState state, StateCount... counts) {
        return new FarmNews.OfWave(Wave.newBuilder()
                .setWave(id)
                .setSet(set)
                .setBumps(List.of(BASE_2))
                .setState(state)
                .setCounts(List.of(counts))
                .setJobs(Arrays.stream(counts).mapToInt(StateCount::getJobs).sum())
                .setLevels(3)
                .setSequence(1)
                .setReason(state == WaveState.HALTED ? "its set has no graph" : null)
                .build());
    }

    static StateCount count(JobState state, int jobs) {
        return new StateCount(state.name(), jobs);
    }

    static FarmNews job(String attribute, JobState state) {
        return job("w", attribute, LINUX, state);
    }

    static FarmNews job(String wave, String attribute, String system, JobState state) {
        return new FarmNews.OfJob(Job.newBuilder()
                .setWave(wave)
                .setSet("tiny")
                .setJob(new JobRef(attribute, system, Variant.WAVE, ""))
                .setVersion("1")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(1)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of())
                .build());
    }

    /** Told in the wave of the others. */
    static FarmNews start(String attribute, Variant variant, int tries, String agent) {
        return new FarmNews.OfStart("w", new JobRef(attribute, LINUX, variant, ""), tries, agent);
    }

    static FarmNews breakage(String... regressed) {
        return breakage("w", BASE_2, List.of("error: base offers no word right"), regressed);
    }

    static FarmNews breakage(String wave, BumpRef blamed, List<String> log, String... regressed) {
        return new FarmNews.OfBreakage(Breakage.newBuilder()
                .setBreakage("b-" + String.join("-", regressed))
                .setWave(wave)
                .setSet("tiny")
                .setBlamed(List.of(blamed))
                .setFingerprint("f")
                .setRegressed(Arrays.stream(regressed)
                        .map(name -> regressed(name, log))
                        .toList())
                .setBlocked(List.of())
                .setBlockedCount(0)
                .setAct(List.of("ada"))
                .build());
    }

    private static RegressedJob regressed(String attribute, List<String> log) {
        return RegressedJob.newBuilder()
                .setJob(new JobRef(attribute, LINUX, Variant.WAVE, ""))
                .setVersion("1")
                .setFailure(Failure.newBuilder()
                        .setKind(FailureKind.BUILD_FAILED)
                        .setMessage("the recipe failed")
                        .setLogTail(log)
                        .setFingerprint("f")
                        .setAgent("agent-1")
                        .build())
                .setTries(2)
                .setBaselineOutputHash("0".repeat(64))
                .setPath(List.of("base", attribute))
                .setMaintainers(List.of("ada"))
                .build();
    }

    static void tell(WaveStory story, FarmNews... news) {
        Arrays.stream(news).forEach(story::take);
    }
}
