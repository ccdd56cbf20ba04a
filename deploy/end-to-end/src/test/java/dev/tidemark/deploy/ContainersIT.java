package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The farm of the compose file, over images of what was built, a real broker and a real registry. */
final class ContainersIT {

    private static final Set<JobState> TRIED_AGAIN = Set.of(JobState.CONFIRMING, JobState.JUDGING, JobState.REGRESSED);

    private static Optional<String> missing = Optional.empty();

    @SuppressWarnings("NullAway.Init") // Set before the first test, unless something is missing.
    private static ComposeFarm farm;

    @BeforeAll
    static void start() throws Exception {
        missing = ContainerEngine.missing();
        if (missing.isEmpty()) {
            missing = FarmImages.missing();
        }
        if (missing.isEmpty()) {
            farm = ComposeFarm.start();
        }
    }

    /** Before each test and not before all, so that the report names each test that is skipped, and the reason. */
    @BeforeEach
    void nothingIsMissing() {
        missing.ifPresent(Assumptions::abort);
    }

    @AfterAll
    static void stop() throws Exception {
        if (farm != null) {
            farm.stop();
        }
    }

    @Test
    void a_bump_becomes_one_proven_breakage_though_agent_planner_and_broker_go_away_meanwhile() throws Exception {
        farm.tidemark("bump", "demo:textkit", "--to", "2.0", "--publisher", "release-watcher");

        try (FarmTopics topics = new FarmTopics(farm.brokers(), farm.registry())) {
            topics.readUntil("a build runs", seen -> anyJob(seen, Set.of(JobState.RUNNING)));
            farm.kill("agent-free");
            topics.readUntil("a package is built with the bump", seen -> anyJob(seen, Set.of(JobState.SUCCEEDED)));
            farm.kill("planner");
            topics.readUntil("a failure is tried again", seen -> anyJob(seen, TRIED_AGAIN));
            farm.restart("kafka");
            topics.readUntil(
                    "the wave has ended, with a breakage",
                    seen -> outcomes(seen).equals(expectedOutcomes())
                            && seen.newest(Topics.WAVE, Wave.class).values().stream()
                                    .allMatch(wave -> wave.getState() == WaveState.RED)
                            && !seen.records(Topics.BREAKAGE).isEmpty());

            assertThat(topics.newest(Topics.WAVE, Wave.class)).hasSize(1);
            assertOneProvenBreakage(topics);
            assertThat(topics.records(Topics.DEAD_LETTER)).isEmpty();
        }
        farm.awaitHealthy();
        assertThat(List.of("agent-free", "planner"))
                .allSatisfy(killed ->
                        assertThat(farm.inspect(killed).getRestartCount()).isPositive());
    }

    private static void assertOneProvenBreakage(FarmTopics topics) throws Exception {
        assertThat(topics.newest(Topics.BREAKAGE, Breakage.class)).hasSize(1);
        Breakage breakage = topics.values(Topics.BREAKAGE, Breakage.class).getLast();
        assertThat(breakage.getBlamed()).singleElement().satisfies(bump -> {
            assertThat(bump.getAttribute()).isEqualTo("textkit");
            assertThat(bump.getFrom()).isEqualTo("1.0");
            assertThat(bump.getTo()).isEqualTo("2.0");
        });
        assertThat(breakage.getRegressed()).singleElement().satisfies(job -> {
            assertThat(job.getJob().getAttribute()).isEqualTo("tables");
            assertThat(job.getPath()).containsExactly("textkit", "tables");
            assertThat(job.getTries()).isEqualTo(2);
            assertThat(String.join("\n", job.getFailure().getLogTail())).contains("error: cannot find symbol");
            assertThat(job.getBaselineOutputHash()).matches("[0-9a-f]{64}");
        });
        assertThat(breakage.getBlockedCount()).isEqualTo(3);
        assertThat(breakage.getAct()).containsExactly("nadia", "ada", "marek", "release-watcher");

        ConsumerRecord<String, byte[]> record = topics.records(Topics.BREAKAGE).getLast();
        assertThat(new String(record.headers().lastHeader("package").value(), StandardCharsets.UTF_8))
                .isEqualTo("tables");
        // Confluent's wire format: a zero, and the id under which the registry in its container has the schema.
        ByteBuffer value = ByteBuffer.wrap(record.value());
        assertThat(value.get()).isZero();
        assertThat(farm.get("REGISTRY_PORT", "/apis/ccompat/v7/schemas/ids/" + value.getInt())
                        .body())
                .contains("\\\"name\\\":\\\"Breakage\\\"");
    }

    @Test
    void no_container_runs_as_root() throws Exception {
        for (String service : ComposeFarm.SERVICES) {
            assertThat(farm.execute(service, "stat", "-c", "%u", "/proc/1"))
                    .as(service)
                    .isNotEqualTo("0");
        }
    }

    @Test
    void every_service_tells_how_it_is_on_the_port_that_it_publishes() throws Exception {
        for (String port : List.of("PLANNER_PORT", "NOTIFIER_PORT", "AGENT_FREE_PORT", "AGENT_UNFREE_PORT")) {
            assertThat(farm.get(port, "/livez").statusCode()).as(port).isEqualTo(200);
            assertThat(farm.get(port, "/metrics").body()).as(port).contains("# TYPE ");
        }
    }

    private static boolean anyJob(FarmTopics topics, Set<JobState> states) {
        return topics.values(Topics.JOB, Job.class).stream()
                .anyMatch(job -> job.getJob().getVariant() == Variant.WAVE && states.contains(job.getState()));
    }

    private static Map<String, JobState> outcomes(FarmTopics topics) {
        Map<String, JobState> outcomes = new TreeMap<>();
        topics.newest(Topics.JOB, Job.class).values().stream()
                .filter(job -> job.getJob().getVariant() == Variant.WAVE)
                .forEach(job -> outcomes.put(job.getJob().getAttribute(), job.getState()));
        return outcomes;
    }

    private static Map<String, JobState> expectedOutcomes() {
        Map<String, JobState> expected = new TreeMap<>();
        List.of("textkit", "csv", "markdown", "codec-blob", "template", "json", "handbook", "docs-server")
                .forEach(built -> expected.put(built, JobState.SUCCEEDED));
        expected.put("tables", JobState.REGRESSED);
        List.of("report", "log-lens", "release-notes").forEach(behind -> expected.put(behind, JobState.BLOCKED));
        // No agent of this farm offers a GPU.
        expected.put("render-gpu", JobState.STUCK);
        return expected;
    }
}
