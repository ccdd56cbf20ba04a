package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.EvaluatedJob;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waves of a set whose evaluation decides, through all three stages. */
final class PreparationTopologyTest {

    private static final String WORKSPACE = TestGraphs.hash("workspace").hex();
    private static final EvaluatedJob TEXTKIT = row("textkit", "2.0");
    private static final EvaluatedJob JSON = row("json", "1.0", "textkit");

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.estimate(node("textkit"), node("csv", "textkit"), node("json"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    private static EvaluatedJob row(String attribute, String version, String... needs) {
        return EvaluatedJob.newBuilder()
                .setJob(new JobRef(attribute, TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setVersion(version)
                .setTrust(Trust.FREE)
                .setRecipeDigest(TestGraphs.hash("evaluated " + attribute).hex())
                .setFeatures(List.of())
                .setMaintainers(List.of("ada"))
                .setNeeds(List.of(needs).stream()
                        .map(need -> new JobRef(need, TestGraphs.SYSTEM, Variant.WAVE, ""))
                        .toList())
                .build();
    }

    private BuildRequest onlyRequest() {
        List<BuildRequest> requests = planner.requests().stream()
                .filter(each -> each.getBuild().isPresent())
                .toList();
        assertThat(requests).hasSize(1);
        return requests.getFirst();
    }

    @Test
    void a_wave_is_prepared_by_one_agent_and_built_as_the_set_evaluates() {
        planner.publish("textkit", "2.0");
        Wave preparing = planner.waves().getLast();
        assertThat(preparing.getState()).isEqualTo(WaveState.PREPARING);
        assertThat(preparing.getReason()).contains("no agent serves the pool x86_64-linux.free");
        assertThat(preparing.getCounts()).as("as the graph estimates").containsExactly(new StateCount("PENDING", 2));
        assertThat(planner.jobs()).isEmpty();

        planner.beatOfOneWhoPrepares("north");
        BuildRequest request = onlyRequest();
        Build build = PlannerBench.build(request);
        assertThat(build.getPurpose()).isEqualTo(Purpose.PREPARE);
        assertThat(build.getSpec().getPrepare()).hasValueSatisfying(wanted -> {
            assertThat(wanted.getRevision()).isEqualTo("commit-1");
            assertThat(wanted.getBumps().getFirst().getTo()).isEqualTo("2.0");
        });
        planner.started(request);
        planner.evaluated(request, 0, List.of(JSON));
        planner.evaluated(request, 1, List.of(TEXTKIT));
        assertThat(planner.jobs()).isEmpty();
        planner.prepared(request, WORKSPACE, 2);

        Wave open = planner.waves().getLast();
        assertThat(open.getState()).isEqualTo(WaveState.OPEN);
        assertThat(open.getWorkspace()).isEqualTo(WORKSPACE);
        assertThat(planner.jobs()).containsOnlyKeys("textkit/x86_64-linux/wave", "json/x86_64-linux/wave");
        BuildRequest first = onlyRequest();
        assertThat(PlannerBench.build(first).getSpec().getAttribute()).isEqualTo("textkit");
        assertThat(PlannerBench.build(first).getSpec().getWorkspace()).isEqualTo(WORKSPACE);
        planner.built(first);
        planner.built(onlyRequest());

        assertThat(planner.state("json/x86_64-linux/wave")).isEqualTo(JobState.SUCCEEDED);
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.GREEN);
        assertThat(planner.sent(Topics.TAG, Tag.class))
                .singleElement()
                .satisfies(tag -> assertThat(tag.value().getWorkspace()).isEqualTo(WORKSPACE));
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_bump_that_cannot_be_applied_ends_its_wave_with_the_reason() {
        planner.beatOfOneWhoPrepares("north");
        planner.publish("textkit", "2.0");
        Failure failure = Failure.newBuilder()
                .setKind(FailureKind.BUILD_FAILED)
                .setMessage("the patch does not apply")
                .setLogTail(List.of())
                .setFingerprint("")
                .setAgent("north")
                .build();

        planner.failed(onlyRequest(), failure);
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.PREPARING);
        planner.failed(onlyRequest(), failure);

        Wave red = planner.waves().getLast();
        assertThat(red.getState()).isEqualTo(WaveState.RED);
        assertThat(red.getReason().orElseThrow())
                .startsWith("the bump cannot be applied: the patch does not apply; `tidemark wave resume ");
        assertThat(planner.jobs()).isEmpty();
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void an_evaluation_of_which_a_part_is_missing_is_asked_for_again() {
        planner.beatOfOneWhoPrepares("north");
        planner.publish("textkit", "2.0");
        BuildRequest request = onlyRequest();
        planner.evaluated(request, 1, List.of(TEXTKIT));

        planner.prepared(request, WORKSPACE, 2);

        assertThat(PlannerBench.build(onlyRequest()).getPurpose()).isEqualTo(Purpose.PREPARE);
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.PREPARING);
        assertThat(planner.jobs()).isEmpty();
    }

    @Test
    void a_wave_that_is_given_up_while_it_is_prepared_stops_that_and_ends_with_nothing_built() {
        planner.beatOfOneWhoPrepares("north");
        planner.publish("textkit", "2.0");
        BuildRequest request = onlyRequest();
        String wave = planner.waves().getLast().getWave();

        planner.send(
                Topics.WAVE_COMMAND,
                WaveCommand.class,
                new TestRecord<>(
                        wave,
                        WaveCommand.newBuilder()
                                .setWave(wave)
                                .setAt(Instant.EPOCH)
                                .setAbandon(new AbandonWave("ada", "because"))
                                .build()));

        assertThat(planner.requests())
                .singleElement()
                .satisfies(told -> assertThat(told.getSettled())
                        .contains(new Settled(PlannerBench.build(request).getAttempt())));
        Wave over = planner.waves().getLast();
        assertThat(over.getState()).isEqualTo(WaveState.ABANDONED);
        assertThat(over.getCounts()).containsExactly(new StateCount("CANCELLED", 2));
        assertThat(planner.jobs()).isEmpty();
        planner.prepared(request, WORKSPACE, 0);
        assertThat(planner.waves()).isEmpty();
        assertThat(planner.deadLetters()).isEmpty();
    }
}
