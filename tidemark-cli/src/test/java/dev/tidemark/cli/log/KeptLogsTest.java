package dev.tidemark.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.AttemptLog;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which logs can be had of a job whose attempts nobody remembers. */
final class KeptLogsTest {

    static {
        TrustedEvents.declare();
    }

    private static final String FARMS = "1".repeat(64);
    private static final String FIRST = "2".repeat(64);

    @Test
    void what_the_farm_failed_comes_first_then_what_the_package_did_and_one_without_a_log_counts_too() {
        Job job = job().setOtherLogs(List.of(new AttemptLog(FailureKind.SILENT, "north", FARMS)))
                .setEarlierFailures(List.of(failure(FIRST)))
                .setFailure(failure(null))
                .build();

        assertThat(KeptLogs.of(job))
                .containsExactly(Optional.of(new Sha256(FARMS)), Optional.of(new Sha256(FIRST)), Optional.empty());
    }

    @Test
    void what_was_built_in_the_end_still_has_the_log_of_what_the_farm_failed() {
        Job job = job().setOtherLogs(List.of(new AttemptLog(FailureKind.AGENT_FAULT, "north", FARMS)))
                .build();

        assertThat(KeptLogs.of(job)).containsExactly(Optional.of(new Sha256(FARMS)));
    }

    private static Failure failure(@Nullable String log) {
        return Failure.newBuilder()
                .setKind(FailureKind.TIMED_OUT)
                .setMessage("it failed")
                .setLogTail(List.of())
                .setLogHash(log)
                .setFingerprint("f")
                .setAgent("north")
                .build();
    }

    private static Job.Builder job() {
        return Job.newBuilder()
                .setWave("w")
                .setSet("tiny")
                .setJob(new JobRef("right", "x86_64-linux", Variant.WAVE, ""))
                .setVersion("1")
                .setTrust(Trust.FREE)
                .setState(JobState.SUCCEEDED)
                .setTries(1)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of());
    }
}
