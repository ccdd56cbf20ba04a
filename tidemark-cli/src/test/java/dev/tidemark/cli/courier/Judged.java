package dev.tidemark.cli.courier;

import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.util.List;

/**
 * What a planner writes of the first wave of a set, which bumps {@code textkit}. What fails in it fails of a cause of its own.
 *
 * @param set the set's name
 */
record Judged(String set) {

    static final String SYSTEM = "x86_64-linux";
    /** Who published the bump. */
    static final String PUBLISHER = "watcher";

    private static final BumpRef TEXTKIT =
            new BumpRef("textkit", "1.1", "2.0", BumpKind.ROUTINE, PUBLISHER, null, List.of(), null);

    String wave() {
        return set + "-1";
    }

    /** The wave broke it. */
    Job regressed(String attribute, String... maintainers) {
        return job(attribute, JobState.REGRESSED, maintainers).build();
    }

    /** It waits for a job that the wave broke. */
    Job blocked(String attribute, String root, String... maintainers) {
        return job(attribute, JobState.BLOCKED, maintainers)
                .setRoots(List.of(ref(root)))
                .build();
    }

    /** It is built after all. */
    Job succeeded(String attribute, String... maintainers) {
        return job(attribute, JobState.SUCCEEDED, maintainers).build();
    }

    /** The wave has come to its end. */
    Wave over() {
        return Wave.newBuilder()
                .setWave(wave())
                .setSet(set)
                .setBumps(List.of(TEXTKIT))
                .setState(WaveState.RED)
                .setCounts(List.of())
                .setJobs(1)
                .setLevels(1)
                .setSequence(1)
                .build();
    }

    private Job.Builder job(String attribute, JobState state, String... maintainers) {
        return Job.newBuilder()
                .setWave(wave())
                .setSet(set)
                .setJob(ref(attribute))
                .setVersion("1.5")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(2)
                .setFailure(failure(attribute))
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of(TEXTKIT))
                .setPath(List.of("textkit", attribute))
                .setBaselineOutputHash("b".repeat(64))
                .setMaintainers(List.of(maintainers))
                .setBumpMaintainers(List.of());
    }

    private static JobRef ref(String attribute) {
        return new JobRef(attribute, SYSTEM, Variant.WAVE, "");
    }

    private static Failure failure(String attribute) {
        return new Failure(
                FailureKind.TEST_FAILED,
                "the tests failed",
                List.of("error: no member named " + attribute),
                "a".repeat(64),
                "no member named " + attribute,
                "north",
                "test",
                List.of(),
                List.of());
    }
}
