package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.testing.Newer;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlannerTopologyTest {

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    PlannerTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("textkit"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_bump_becomes_a_wave_whose_jobs_are_built_one_after_the_other() {
        planner.publish("textkit", "2.0");

        Bump bump = planner.bumps().getLast();
        assertThat(bump.getState()).isEqualTo(BumpState.IN_WAVE);
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.OPEN);
        assertThat(planner.jobs().get("textkit/x86_64-linux/wave"))
                .extracting(Job::getState, Job::getWaitsFor)
                .containsExactly(JobState.READY, Optional.of("no agent serves the pool x86_64-linux.free"));

        planner.beat("north");
        BuildRequest first = onlyRequest();
        assertThat(first.getPool()).isEqualTo(PlannerBench.POOL);
        assertThat(PlannerBench.build(first).getSpec().getVersion()).isEqualTo("2.0");
        planner.started(first);
        assertThat(planner.state("textkit/x86_64-linux/wave")).isEqualTo(JobState.RUNNING);
        planner.built(first);
        List<BuildRequest> answered = planner.requests();
        assertThat(answered).hasSize(2);
        assertThat(answered.getFirst().getSettled())
                .contains(new Settled(PlannerBench.build(first).getAttempt()));
        planner.built(answered.getLast());

        assertThat(planner.state("csv/x86_64-linux/wave")).isEqualTo(JobState.SUCCEEDED);
        assertThat(planner.waves().getLast()).satisfies(wave -> {
            assertThat(wave.getWave()).isEqualTo(bump.getWave().orElseThrow());
            assertThat(wave.getState()).isEqualTo(WaveState.GREEN);
            assertThat(wave.getCounts()).containsExactly(new StateCount("SUCCEEDED", 2));
            assertThat(wave.getJobs()).isEqualTo(2);
        });
        assertThat(planner.deadLetters()).isEmpty();
        assertThat(planner.counted("planner.requests;pool=x86_64-linux.free;purpose=build"))
                .isEqualTo(2);
    }

    @Test
    void how_long_builds_take_is_learnt_once_a_build_and_kept_from_wave_to_wave() {
        planner.beat("north");
        planner.publish("textkit", "2.0");
        BuildRequest first = onlyRequest();
        planner.built(first);
        planner.built(first);
        planner.requests();
        planner.end(planner.waves().getLast().getWave(), WaveState.RED);
        planner.publish("textkit", "3.0");
        planner.built(planner.requests().getFirst());

        double logarithm = Math.log(1.2);
        assertThat(planner.sent(Topics.JOB_HISTORY, JobHistory.class))
                .satisfiesExactly(
                        once -> {
                            assertThat(once.key()).isEqualTo("demo:textkit/x86_64-linux");
                            assertThat(once.value())
                                    .isEqualTo(new JobHistory(
                                            "demo",
                                            "textkit",
                                            TestGraphs.SYSTEM,
                                            1,
                                            logarithm,
                                            0.0,
                                            1.0,
                                            0.0,
                                            0L,
                                            0.0));
                        },
                        twice -> {
                            assertThat(twice.key()).isEqualTo("demo:textkit/x86_64-linux");
                            assertThat(twice.value())
                                    .isEqualTo(new JobHistory(
                                            "demo",
                                            "textkit",
                                            TestGraphs.SYSTEM,
                                            2,
                                            logarithm,
                                            0.0,
                                            1 + 63.0 / 64,
                                            0.0,
                                            0L,
                                            0.0));
                        });
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void the_trace_of_the_bump_is_kept_to_the_request_and_the_job() {
        planner.publish("textkit", "2.0");
        planner.beat("north");

        Trace trace = new Trace(PlannerBench.TRACE);
        assertThat(planner.sent(Topics.WAVE_COMMAND, WaveCommand.class)).allSatisfy(record -> traced(record, trace));
        assertThat(planner.sent(Topics.JOB_DEMAND, JobDemand.class)).allSatisfy(record -> traced(record, trace));
        assertThat(planner.sent(Topics.buildRequest(TrustDomain.FREE), BuildRequest.class))
                .hasSize(1)
                .allSatisfy(record -> traced(record, trace));
        assertThat(planner.sent(Topics.JOB_EVENT, JobEvent.class)).allSatisfy(record -> traced(record, trace));
        assertThat(planner.sent(Topics.JOB, Job.class)).isNotEmpty().allSatisfy(record -> traced(record, trace));
        assertThat(planner.sent(Topics.WAVE, Wave.class)).isNotEmpty().allSatisfy(record -> traced(record, trace));
    }

    private static void traced(TestRecord<String, ?> record, Trace trace) {
        assertThat(Trace.from(record.headers())).contains(trace);
    }

    @Test
    void what_is_coming_is_told_once_with_the_wave_and_on_the_policys_terms() {
        planner.publish("textkit", "2.0");
        String wave = planner.waves().getLast().getWave();
        planner.beat("north");

        assertThat(planner.sent(Topics.NOTICE, Notice.class)).singleElement().satisfies(record -> {
            traced(record, new Trace(PlannerBench.TRACE));
            Notice notice = record.value();
            assertThat(record.key()).isEqualTo(wave);
            assertThat(notice.getWave()).isEqualTo(wave);
            assertThat(notice.getCauses()).isEmpty();
            assertThat(notice.getReached())
                    .extracting(ReachedPackage::getAttribute)
                    .contains("textkit");
        });
    }

    @Test
    void a_wave_is_shown_once_a_decision() {
        planner.publish("textkit", "2.0");

        assertThat(planner.waves()).extracting(Wave::getState).containsExactly(WaveState.OPEN, WaveState.OPEN);
    }

    @Test
    void an_event_for_a_wave_that_nobody_opened_is_a_dead_letter_and_the_rest_goes_on() {
        sendJobEvent("demo-99", "textkit");

        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter)).contains("demo-99, which was never planned"));
        planner.publish("textkit", "2.0");
        assertThat(planner.waves()).isNotEmpty();
    }

    @Test
    void an_event_that_cannot_be_decided_halts_its_wave_and_no_other() {
        planner.publish("textkit", "2.0");
        String wave = planner.waves().getLast().getWave();

        sendJobEvent(wave, "nobody");

        assertThat(planner.waves()).singleElement().satisfies(halted -> {
            assertThat(halted.getState()).isEqualTo(WaveState.HALTED);
            assertThat(halted.getReason().orElseThrow())
                    .contains("it has no job nobody")
                    .contains("dead-letter");
        });
        assertThat(planner.deadLetters()).hasSize(1);
        planner.publish("csv", "2.0");
        assertThat(planner.waves()).extracting(Wave::getState).containsOnly(WaveState.OPEN);
    }

    @Test
    void bytes_that_nobody_can_read_are_left_out_and_the_rest_goes_on() {
        planner.sendBytes(Topics.VERSION_BUMP, "demo:textkit", "no event".getBytes(StandardCharsets.UTF_8));

        planner.publish("textkit", "2.0");
        assertThat(planner.waves()).isNotEmpty();
    }

    @Test
    void a_command_with_a_name_that_cannot_be_is_a_dead_letter_and_halted() {
        open("no/name", "textkit", 1);

        assertThat(planner.deadLetters()).hasSize(1);
        assertThat(planner.waves()).extracting(Wave::getState).containsExactly(WaveState.HALTED);
        sendJobEvent("no/name", "textkit");
        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter)).contains("which was never planned"));
        planner.publish("textkit", "2.0");
        assertThat(planner.waves()).extracting(Wave::getState).contains(WaveState.OPEN);
    }

    @Test
    void an_agent_does_not_speak_for_a_pool_of_another_trust_domain() {
        planner.report(TrustDomain.FREE, PlannerBench.beat("north", "x86_64-linux.unfree"));

        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter)).contains("from the topic of another trust domain"));
        assertThat(planner.counted("planner.requests;pool=x86_64-linux.free;purpose=build"))
                .isZero();
    }

    @Test
    void a_report_that_is_newer_than_the_planner_is_a_dead_letter_and_the_agent_is_heard_again() {
        planner.report(TrustDomain.FREE, Newer.says(PlannerBench.beat("north", PlannerBench.POOL), "beat"));

        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter))
                        .contains("a kind of report that is newer than this program: upgrade it"));
        planner.publish("textkit", "2.0");
        planner.beat("north");
        assertThat(planner.requests()).hasSize(1);
    }

    @Test
    void a_demand_that_is_newer_than_the_dispatcher_is_a_dead_letter_and_its_job_is_stuck() {
        planner.publish("textkit", "2.0");
        JobDemand demand =
                planner.sent(Topics.JOB_DEMAND, JobDemand.class).getFirst().value();
        planner.jobs();

        planner.send(
                Topics.JOB_DEMAND, JobDemand.class, new TestRecord<>(demand.getPool(), Newer.says(demand, "BUILD")));

        assertThat(planner.deadLetters()).hasSize(1);
        assertThat(planner.jobs().get("textkit/x86_64-linux/wave")).satisfies(job -> {
            assertThat(job.getState()).isEqualTo(JobState.STUCK);
            assertThat(job.getWaitsFor().orElseThrow())
                    .contains("a purpose of a build that is newer than this program: upgrade it");
        });
    }

    @Test
    void an_event_that_is_newer_than_the_planner_halts_its_wave() {
        planner.publish("textkit", "2.0");
        String wave = planner.waves().getLast().getWave();

        send(Newer.says(started(wave, "textkit"), "started"));

        assertHalted("a kind of job event that is newer than this program: upgrade it");
        assertThat(planner.deadLetters()).hasSize(1);
    }

    @Test
    void a_command_that_is_newer_than_the_planner_is_a_dead_letter_and_halts_its_wave_when_there_is_one() {
        send(Newer.says(opening("demo-99", "textkit", 1), "open"));
        assertThat(planner.waves()).isEmpty();
        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter))
                        .contains("demo-99: a kind of wave command that is newer than this program: upgrade it"));

        open("demo-1", "textkit", 1);
        planner.waves();
        send(Newer.says(opening("demo-1", "textkit", 1), "open"));
        assertHalted("a kind of wave command that is newer than this program: upgrade it");
        assertThat(planner.deadLetters()).hasSize(1);
    }

    @Test
    void a_command_for_bumps_that_are_newer_than_the_planner_is_a_dead_letter_at_once_and_halted() {
        send(Newer.says(opening("demo-1", "textkit", 5), "ROUTINE"));

        assertThat(planner.waves()).singleElement().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.HALTED);
            assertThat(wave.getReason().orElseThrow())
                    .as("an upgrade helps, and nobody need give it up")
                    .contains("it cannot be planned: a kind of bump that is newer than this program: upgrade it")
                    .doesNotContain("abandon");
        });
        assertThat(planner.deadLetters()).hasSize(1);
    }

    private void assertHalted(String reason) {
        assertThat(planner.waves()).singleElement().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.HALTED);
            assertThat(wave.getReason().orElseThrow()).contains(reason);
        });
    }

    @Test
    void a_wave_waits_until_the_feed_has_its_revision() {
        open("demo-1", "textkit", 5);
        planner.pass(Duration.ofSeconds(1));
        assertThat(planner.waves()).isEmpty();

        planner.graph(5, node("csv", "textkit"), node("textkit"));
        planner.pass(Duration.ofMillis(200));

        assertThat(planner.waves()).first().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.OPEN);
            assertThat(wave.getSequence()).isEqualTo(5);
        });
        planner.pass(Duration.ofSeconds(1));
        assertThat(planner.waves()).isEmpty();
    }

    @Test
    void a_waiting_wave_that_cannot_be_planned_is_halted_and_the_rest_goes_on() {
        open("demo-1", "textkit", 5);
        planner.graph(5, node("csv"));
        planner.pass(Duration.ofMillis(200));

        assertThat(planner.waves())
                .singleElement()
                .satisfies(wave -> assertThat(wave.getReason().orElseThrow()).contains("has no package textkit"));
        planner.publish("csv", "2.0");
        assertThat(planner.waves()).extracting(Wave::getState).contains(WaveState.OPEN);
    }

    @Test
    void a_command_that_comes_twice_opens_one_wave() {
        open("demo-1", "textkit", 1);
        planner.waves();
        open("demo-1", "textkit", 1);

        assertThat(planner.waves()).isEmpty();
    }

    @Test
    void a_held_bump_is_judged_again_with_the_next_revision_even_when_others_were_published_since() {
        planner.publish("json", "2.0");
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.HELD);
        planner.graph(2, node("csv", "textkit"), node("json"), node("textkit"));
        planner.publish("textkit", "2.0");
        planner.bumps();

        planner.pass(Duration.ofMillis(500));

        assertThat(planner.bumps()).singleElement().satisfies(bump -> {
            assertThat(bump.getState()).isEqualTo(BumpState.IN_WAVE);
            assertThat(bump.getBump().getAttribute()).isEqualTo("json");
        });
        planner.pass(Duration.ofSeconds(5));
        assertThat(planner.bumps()).isEmpty();
    }

    @Test
    void a_bump_that_was_judged_with_an_older_revision_than_others_is_judged_again_with_theirs() {
        planner.graph(2, node("csv", "textkit"), node("json"), node("textkit"));
        planner.publish("textkit", "2.0");
        planner.pass(Duration.ofMillis(500));
        planner.bumps();

        planner.graph(
                1, node("csv", "textkit"), node("textkit")); // Of who takes over, and has not read the newest yet.
        planner.publish("json", "2.0");
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.HELD);
        planner.graph(2, node("csv", "textkit"), node("json"), node("textkit"));
        planner.pass(Duration.ofMillis(500));

        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
        planner.pass(Duration.ofSeconds(5));
        assertThat(planner.bumps()).isEmpty();
    }

    @Test
    void a_wave_is_planned_with_what_was_learnt_before_it_and_not_with_what_is_learnt_while_it_runs() {
        planner.graph(1, node("textkit"), node("csv", "textkit"));
        planner.learn(times(100, 20));
        planner.beat("north");
        planner.publish("textkit", "2.0");
        planner.learn(times(1, 1));
        planner.built(onlyRequest());

        List<JobDemand> demands = planner.sent(Topics.JOB_DEMAND, JobDemand.class).stream()
                .map(TestRecord::value)
                .toList();
        assertThat(demands).hasSize(2);
        assertThat(demands.getFirst().getExpectedSeconds()).isCloseTo(100, within(1e-3));
        assertThat(demands.getFirst().getRemainingSeconds()).isCloseTo(120, within(1e-3));
        assertThat(demands.getFirst().getBreakagesASecond()).isCloseTo(0.1 / 120, within(1e-6));
        assertThat(demands.getLast().getExpectedSeconds()).isCloseTo(20, within(1e-3));
        assertThat(demands.getLast().getBreakagesASecond()).isCloseTo(0.05 / 20, within(1e-6));
    }

    private static BuildTimes times(double textkit, double csv) {
        return new BuildTimes(Map.of(
                TestGraphs.SYSTEM, Map.of("textkit", BuildTime.learnt(textkit, 5), "csv", BuildTime.learnt(csv, 5))));
    }

    @Test
    void the_topology_is_the_one_that_was_reviewed() throws IOException {
        String described = PlannerTopology.build(
                        PlannerBench.serdes(),
                        new Feeds(set -> Optional.empty(), set -> Prospects.UNKNOWN),
                        DispatchPolicy.STANDARD,
                        new PlannerMetrics(new MetricRegistry()),
                        () -> 1)
                .describe()
                .toString();
        Path golden = Path.of("src", "test", "resources", "planner-topology.txt");
        if (System.getProperty("update") != null) {
            Files.writeString(golden, described);
        }

        assertThat(golden)
                .as("-Dupdate writes it anew; a renamed store or topic loses state")
                .hasContent(described);
    }

    private BuildRequest onlyRequest() {
        List<BuildRequest> requests = planner.requests();
        assertThat(requests).hasSize(1);
        return requests.getFirst();
    }

    private void open(String wave, String attribute, long minimumSequence) {
        send(opening(wave, attribute, minimumSequence));
    }

    private static WaveCommand opening(String wave, String attribute, long minimumSequence) {
        BumpRef bump = new BumpRef(attribute, "1.0", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null);
        return WaveCommand.newBuilder()
                .setWave(wave)
                .setOpen(new OpenWave("demo", List.of(bump), minimumSequence, null))
                .setAt(Instant.EPOCH)
                .build();
    }

    private void send(WaveCommand command) {
        planner.send(Topics.WAVE_COMMAND, WaveCommand.class, new TestRecord<>(command.getWave(), command));
    }

    private void sendJobEvent(String wave, String attribute) {
        send(started(wave, attribute));
    }

    private static JobEvent started(String wave, String attribute) {
        return JobEvent.newBuilder()
                .setWave(wave)
                .setJob(new JobRef(attribute, TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStarted(new JobStarted("north", "attempt-1"))
                .build();
    }

    private void send(JobEvent event) {
        planner.send(Topics.JOB_EVENT, JobEvent.class, new TestRecord<>(event.getWave(), event));
    }

    /** Kafka Streams writes it into a header of the dead letter. */
    private static String reason(TestRecord<byte[], byte[]> letter) {
        return new String(
                letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8);
    }
}
