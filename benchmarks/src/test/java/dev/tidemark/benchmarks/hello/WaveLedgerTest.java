package dev.tidemark.benchmarks.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WaveLedgerTest {

    @BeforeAll
    static void trust() {
        TrustedEvents.declare();
    }

    private final WaveLedger ledger = new WaveLedger("textkit", "tables");

    private static BumpRef bump(String version) {
        return new BumpRef("textkit", "1.0", version, BumpKind.ROUTINE, "watcher", null, List.of(), null);
    }

    private void wave(String id, String version, int jobs) {
        ledger.take(new FarmNews.OfWave(
                new Wave(id, "demo", List.of(bump(version)), WaveState.OPEN, List.of(), jobs, 2, 1L, null, "")));
    }

    private void job(String wave, String attribute, JobState state, @Nullable String waitsFor) {
        ledger.take(new FarmNews.OfJob(Job.newBuilder()
                .setWave(wave)
                .setSet("demo")
                .setJob(new JobRef(attribute, "x86_64-linux", Variant.WAVE, ""))
                .setVersion("1.0")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(1)
                .setWaitsFor(waitsFor)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of())
                .build()));
    }

    private void breakage(String id, String wave, String blamed, String regressed) {
        JobRef ref = new JobRef(regressed, "x86_64-linux", Variant.WAVE, "");
        Failure failure = new Failure(
                FailureKind.BUILD_FAILED, "failed", List.of(), null, "f", "agent", "", List.of(), List.of());
        ledger.take(new FarmNews.OfBreakage(Breakage.newBuilder()
                .setBreakage(id)
                .setWave(wave)
                .setSet("demo")
                .setBlamed(List.of(bump(blamed)))
                .setFingerprint("f")
                .setRegressed(List.of(RegressedJob.newBuilder()
                        .setJob(ref)
                        .setVersion("1.0")
                        .setFailure(failure)
                        .setTries(2)
                        .setBaselineOutputHash("o")
                        .setPath(List.of())
                        .setMaintainers(List.of())
                        .build()))
                .setBlocked(List.of())
                .setBlockedCount(0)
                .setAct(List.of())
                .build()));
    }

    @Test
    void a_wave_is_quiet_when_only_jobs_that_nobody_takes_are_left() {
        wave("w", "2.0.1", 2);
        job("w", "tables", JobState.REGRESSED, null);
        breakage("b", "w", "2.0.1", "tables");
        assertThat(ledger.isQuiet("2.0.1")).as("a job was never seen").isFalse();

        job("w", "render-gpu", JobState.READY, null);
        assertThat(ledger.isQuiet("2.0.1")).as("an agent may take it").isFalse();

        job("w", "render-gpu", JobState.UNKNOWN, null);
        assertThat(ledger.isQuiet("2.0.1")).as("nobody knows what it does").isFalse();

        job("w", "render-gpu", JobState.READY, "no agent of this pool has gpu");
        assertThat(ledger.isQuiet("2.0.1")).isTrue();
    }

    @Test
    void one_breakage_that_blames_the_bump_is_no_problem() {
        wave("w", "2.0.1", 1);
        breakage("b", "w", "2.0.1", "tables");
        breakage("b", "w", "2.0.1", "tables");

        assertThat(ledger.problem("2.0.1")).isEmpty();
    }

    @Test
    void anything_else_is() {
        assertThat(ledger.problem("2.0.1")).hasValue("textkit 2.0.1 opened no wave");
        wave("w", "2.0.1", 1);
        assertThat(ledger.problem("2.0.1"))
                .hasValueSatisfying(said -> assertThat(said).contains("0 breakages"));
        breakage("b", "w", "2.0.2", "tables");
        assertThat(ledger.problem("2.0.1")).isPresent();
        breakage("b", "w", "2.0.1", "csv");
        assertThat(ledger.problem("2.0.1")).isPresent();
        breakage("c", "w", "2.0.1", "tables");
        assertThat(ledger.problem("2.0.1"))
                .hasValueSatisfying(said -> assertThat(said).contains("2 breakages"));
    }
}
