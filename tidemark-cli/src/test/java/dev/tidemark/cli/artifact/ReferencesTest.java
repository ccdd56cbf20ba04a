package dev.tidemark.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.store.StoreContents.Item;
import dev.tidemark.schemas.event.AttemptLog;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stays in an artifact store, and why; whatever is not known for sure stays. */
final class ReferencesTest {

    static {
        TrustedEvents.declare();
    }

    private static final Instant SINCE = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant BEFORE = SINCE.minus(Duration.ofDays(1));
    private static final String OUTPUT = "0".repeat(64);
    private static final String LOG = "1".repeat(64);
    private static final String EARLIER_LOG = "2".repeat(64);
    private static final String BASELINE_LOG = "3".repeat(64);
    private static final String INPUT = "4".repeat(64);
    private static final String RECIPE = "5".repeat(64);
    private static final String WORKSPACE = "6".repeat(64);
    private static final String OTHER_LOG = "8".repeat(64);

    @ParameterizedTest
    @EnumSource(
            value = WaveState.class,
            names = {"GREEN", "ABANDONED"},
            mode = EnumSource.Mode.EXCLUDE)
    void everything_stays_of_a_wave_that_is_not_over(WaveState state) {
        References references = references(List.of(wave(state)), List.of());
        references.add(built(Variant.WAVE));
        references.add(regressed());

        for (String hash : List.of(OUTPUT, LOG, EARLIER_LOG, OTHER_LOG, BASELINE_LOG, INPUT)) {
            assertThat(fate(references, hash)).as(hash).isEqualTo(Fate.WAVE);
        }
        assertThat(references.of(recipe(RECIPE))).isEqualTo(Fate.WAVE);
        assertThat(references.workspaces()).containsEntry(new Sha256(WORKSPACE), Fate.WAVE);
        assertThat(references.of(recipe(WORKSPACE)))
                .as("what it takes to try it")
                .isEqualTo(Fate.WAVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = WaveState.class,
            names = {"GREEN", "ABANDONED"})
    void what_it_takes_to_try_a_wave_goes_once_that_is_over(WaveState state) {
        References references = references(List.of(wave(state)), List.of());

        assertThat(references.of(recipe(WORKSPACE))).isEqualTo(Fate.GOES);
    }

    @Test
    void a_wave_that_nobody_has_told_of_is_not_over() {
        References references = references(List.of(), List.of());
        references.add(built(Variant.WAVE));

        assertThat(fate(references, OUTPUT)).isEqualTo(Fate.WAVE);
    }

    @ParameterizedTest
    @EnumSource(
            value = BreakageState.class,
            names = {"RAISED", "GROWN", "RELAPSED", "UNKNOWN"})
    void logs_of_a_breakage_that_stands_stay_though_their_wave_is_over(BreakageState state) {
        References references =
                references(List.of(wave(WaveState.ABANDONED)), List.of(breakage(state, BEFORE, "w", LOG)));
        references.add(regressed());

        for (String hash : List.of(LOG, EARLIER_LOG, OTHER_LOG, BASELINE_LOG, INPUT)) {
            assertThat(fate(references, hash)).as(hash).isEqualTo(Fate.BREAKAGE);
        }
        assertThat(references.of(recipe(RECIPE))).isEqualTo(Fate.BREAKAGE);
    }

    @Test
    void logs_go_once_their_breakage_has_been_mended_for_long() {
        References references =
                references(List.of(wave(WaveState.GREEN)), List.of(breakage(BreakageState.RESOLVED, BEFORE, "w", LOG)));
        references.add(regressed());

        for (String hash : List.of(LOG, EARLIER_LOG, OTHER_LOG, BASELINE_LOG, INPUT)) {
            assertThat(fate(references, hash)).as(hash).isEqualTo(Fate.GOES);
        }
        assertThat(references.of(recipe(RECIPE))).isEqualTo(Fate.GOES);
    }

    @Test
    void logs_of_a_breakage_that_was_mended_of_late_stay() {
        References references =
                references(List.of(wave(WaveState.GREEN)), List.of(breakage(BreakageState.RESOLVED, SINCE, "w", LOG)));
        references.add(regressed());

        assertThat(fate(references, LOG)).isEqualTo(Fate.BREAKAGE);
        assertThat(fate(references, BASELINE_LOG)).isEqualTo(Fate.BREAKAGE);
    }

    @Test
    void what_a_breakage_shows_stays_whatever_becomes_of_its_jobs() {
        References references = references(
                List.of(wave(WaveState.GREEN)), List.of(breakage(BreakageState.RAISED, BEFORE, "another", LOG)));

        assertThat(fate(references, LOG)).isEqualTo(Fate.BREAKAGE);
        assertThat(fate(references, EARLIER_LOG)).isEqualTo(Fate.GOES);
    }

    @Test
    void what_somebody_answered_keeps_its_logs_while_the_breakage_stands() {
        References references = references(
                List.of(wave(WaveState.GREEN)), List.of(breakage(BreakageState.RAISED, BEFORE, "w", EARLIER_LOG)));
        references.add(Job.newBuilder(regressed()).setState(JobState.EXCLUDED).build());

        assertThat(fate(references, LOG)).isEqualTo(Fate.BREAKAGE);
    }

    @Test
    void outputs_of_a_green_wave_stay_and_its_logs_do_not() {
        References references = references(List.of(wave(WaveState.GREEN)), List.of());
        references.add(built(Variant.WAVE));
        references.add(regressed());

        assertThat(fate(references, OUTPUT)).isEqualTo(Fate.TAG);
        assertThat(fate(references, LOG)).isEqualTo(Fate.GOES);
        assertThat(references.workspaces()).containsEntry(new Sha256(WORKSPACE), Fate.TAG);
    }

    @Test
    void outputs_of_an_abandoned_wave_stay_unless_somebody_wants_them_gone() {
        for (boolean stay : List.of(true, false)) {
            References references =
                    new References(new References.Rules(SINCE, stay), List.of(wave(WaveState.ABANDONED)), List.of());
            references.add(built(Variant.WAVE));

            assertThat(fate(references, OUTPUT)).isEqualTo(stay ? Fate.BUILT : Fate.GOES);
            assertThat(references.workspaces()).isEmpty();
        }
    }

    @Test
    void the_baseline_of_an_abandoned_wave_stays_in_any_case() {
        References references =
                new References(new References.Rules(SINCE, false), List.of(wave(WaveState.ABANDONED)), List.of());
        references.add(built(Variant.BASELINE));

        assertThat(fate(references, OUTPUT)).isEqualTo(Fate.BUILT);
    }

    @Test
    void what_nobody_refers_to_stays_while_it_is_young() {
        References references = references(List.of(), List.of());

        assertThat(references.of(artifact(OUTPUT, SINCE))).isEqualTo(Fate.YOUNG);
        assertThat(references.of(artifact(OUTPUT, BEFORE))).isEqualTo(Fate.GOES);
        assertThat(references.of(new Item.Unfinished(Path.of("incoming-1"), 1, SINCE)))
                .isEqualTo(Fate.YOUNG);
        assertThat(references.of(new Item.Unfinished(Path.of("incoming-1"), 1, BEFORE)))
                .isEqualTo(Fate.GOES);
    }

    @Test
    void a_recipes_digest_is_no_artifacts() {
        References references = references(List.of(wave(WaveState.RED)), List.of());
        references.add(regressed());

        assertThat(fate(references, RECIPE)).isEqualTo(Fate.GOES);
        assertThat(references.of(recipe(INPUT))).isEqualTo(Fate.GOES);
    }

    private static References references(List<Wave> waves, List<Breakage> breakages) {
        return new References(new References.Rules(SINCE, true), waves, breakages);
    }

    private static Fate fate(References references, String hash) {
        return references.of(artifact(hash, BEFORE));
    }

    private static Item artifact(String hash, Instant storedAt) {
        return new Item.Artifact(Path.of(hash), 1, storedAt, new Sha256(hash));
    }

    private static Item recipe(String hash) {
        return new Item.Recipe(Path.of(hash), 1, BEFORE, new Sha256(hash));
    }

    private static Wave wave(WaveState state) {
        return Wave.newBuilder()
                .setWave("w")
                .setSet("tiny")
                .setBumps(List.of())
                .setState(state)
                .setCounts(List.of())
                .setJobs(1)
                .setLevels(1)
                .setSequence(1)
                .setWorkspace(WORKSPACE)
                .build();
    }

    private static Job built(Variant variant) {
        return job("left", variant, JobState.SUCCEEDED).setOutputHash(OUTPUT).build();
    }

    private static Job regressed() {
        return job("right", Variant.WAVE, JobState.REGRESSED)
                .setFailure(failure(LOG))
                .setEarlierFailures(List.of(failure(EARLIER_LOG)))
                .setOtherLogs(List.of(new AttemptLog(FailureKind.TIMED_OUT, "north", OTHER_LOG)))
                .setBaseline(BaselineResult.newBuilder()
                        .setState(JobState.SUCCEEDED)
                        .setTries(2)
                        .setFailures(List.of(failure(BASELINE_LOG)))
                        .build())
                .setSpec(BuildSpec.newBuilder()
                        .setSet("tiny")
                        .setAttribute("right")
                        .setVersion("1")
                        .setSystem("x86_64-linux")
                        .setTrust(Trust.FREE)
                        .setRecipeDigest(RECIPE)
                        .setInputs(List.of(new Input("base", INPUT, Trust.FREE)))
                        .setFeatures(List.of())
                        .setBuildKey("7".repeat(64))
                        .build())
                .build();
    }

    private static Job.Builder job(String attribute, Variant variant, JobState state) {
        return Job.newBuilder()
                .setWave("w")
                .setSet("tiny")
                .setJob(new JobRef(attribute, "x86_64-linux", variant, ""))
                .setVersion("1")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(1)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of());
    }

    private static Failure failure(String log) {
        return Failure.newBuilder()
                .setKind(FailureKind.BUILD_FAILED)
                .setMessage("it failed")
                .setLogTail(List.of())
                .setLogHash(log)
                .setFingerprint("f")
                .setAgent("north")
                .build();
    }

    private static Breakage breakage(BreakageState state, Instant changedAt, String wave, String log) {
        return Breakage.newBuilder()
                .setBreakage("b")
                .setWave(wave)
                .setSet("tiny")
                .setBlamed(List.of())
                .setFingerprint("f")
                .setRegressed(List.of(RegressedJob.newBuilder()
                        .setJob(new JobRef("right", "x86_64-linux", Variant.WAVE, ""))
                        .setVersion("1")
                        .setFailure(failure(log))
                        .setTries(2)
                        .setBaselineOutputHash("")
                        .setPath(List.of())
                        .setMaintainers(List.of())
                        .build()))
                .setBlocked(List.of())
                .setBlockedCount(0)
                .setAct(List.of())
                .setState(state)
                .setChangedAt(changedAt)
                .setWaves(List.of(wave))
                .build();
    }
}
