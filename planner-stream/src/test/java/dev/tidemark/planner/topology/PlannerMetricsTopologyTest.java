package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.service.StatusServer;
import dev.tidemark.service.StatusSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} says of a planner, as it is served. */
final class PlannerMetricsTopologyTest {

    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final String QUEUE = "planner_queue{kind=\"routine\",pool=\"x86_64-linux.free\"}";
    private static final String AGE = "planner_queue_age_seconds{kind=\"routine\",pool=\"x86_64-linux.free\"}";

    /** Levels are looked at every five seconds. */
    private static final Duration TOLD = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private PlannerBench planner;
    private StatusServer server;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    PlannerMetricsTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("json"), node("textkit"));
        server = new StatusServer(StatusSettings.ANY_LOOPBACK_PORT, planner.metrics(), List.of());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        planner.close();
    }

    @Test
    void the_queue_is_as_old_as_the_build_in_it_that_has_waited_longest_whatever_it_waited_for() throws Exception {
        planner.publish("textkit", "2.0");
        planner.pass(Duration.ofSeconds(100));
        planner.publish("json", "2.0");
        planner.pass(TOLD);
        assertThat(metrics()).containsEntry(QUEUE, 2.0).containsEntry(AGE, 105.0);

        beatOfOne("north"); // One of the two is asked for, and the other begins to wait for its turn.
        BuildRequest first = planner.requests().getFirst();
        assertThat(PlannerBench.build(first).getSpec().getAttribute()).isEqualTo("textkit");
        planner.pass(TOLD);
        assertThat(metrics()).containsEntry(QUEUE, 1.0).containsEntry(AGE, 10.0);
    }

    @Test
    void a_queue_in_which_nothing_waits_has_no_age() throws Exception {
        planner.publish("textkit", "2.0");
        planner.pass(TOLD);
        assertThat(metrics()).containsEntry(QUEUE, 1.0).containsEntry(AGE, 5.0);

        planner.beat("north");
        planner.pass(TOLD);

        assertThat(metrics())
                .containsEntry(QUEUE, 0.0)
                .containsEntry(AGE, 0.0)
                .containsEntry("planner_agents{pool=\"x86_64-linux.free\"}", 1.0)
                .containsEntry("planner_requests_total{pool=\"x86_64-linux.free\",purpose=\"build\"}", 1.0);
    }

    @Test
    void a_build_that_the_farm_failed_is_as_old_as_its_wait_and_not_as_its_demand() throws Exception {
        planner.publish("textkit", "2.0");
        planner.pass(Duration.ofSeconds(60));
        planner.beat("north");
        planner.failed(
                planner.requests().getFirst(),
                Failure.newBuilder()
                        .setKind(FailureKind.AGENT_FAULT)
                        .setMessage("its disk is full")
                        .setLogTail(List.of())
                        .setFingerprint("")
                        .setAgent("north")
                        .build());
        planner.report(
                TrustDomain.FREE,
                PlannerBench.from("north", PlannerBench.POOL)
                        .setBeat(PlannerBench.beating("north", PlannerBench.POOL)
                                .setDraining(true)
                                .build())
                        .build());
        planner.pass(TOLD);

        assertThat(metrics()).containsEntry(QUEUE, 1.0).containsEntry(AGE, 5.0);
    }

    @Test
    void a_build_that_is_taken_from_a_silent_agent_is_an_expired_lease_of_its_pool_and_kind() throws Exception {
        planner.publish("textkit", "2.0");
        planner.beat("north");
        assertThat(planner.requests()).hasSize(1);
        assertThat(metrics()).doesNotContainKey(expired("routine"));

        for (int beat = 0; beat < 20; beat++) {
            planner.pass(Duration.ofSeconds(2));
            planner.beat("south");
        }

        assertThat(metrics()).containsEntry(expired("routine"), 1.0).doesNotContainKey(expired("security"));
        assertThat(planner.requests()).extracting(BuildRequest::getAgent).contains("south");
        planner.pass(Duration.ofSeconds(2));
        assertThat(metrics()).containsEntry(expired("routine"), 1.0);
    }

    private static String expired(String kind) {
        return "planner_leases_expired_total{kind=\"%s\",pool=\"x86_64-linux.free\"}".formatted(kind);
    }

    @Test
    void how_far_waves_are_is_told_by_set_and_nothing_is_left_of_those_that_are_over() throws Exception {
        planner.publish("textkit", "2.0");
        planner.publish("json", "2.0");
        String json = planner.waves().getLast().getWave();
        planner.pass(TOLD);
        assertThat(metrics())
                .containsEntry(waves("open"), 2.0)
                .containsEntry(jobs("ready"), 2.0)
                .containsEntry(jobs("pending"), 1.0);

        planner.beat("north");
        for (BuildRequest request : planner.requests()) {
            if (PlannerBench.build(request).getSpec().getAttribute().equals("textkit")) {
                planner.built(request);
            }
        }
        planner.pass(TOLD);
        assertThat(metrics())
                .containsEntry(jobs("pending"), 0.0)
                .containsEntry(jobs("ready"), 2.0)
                .containsEntry(jobs("succeeded"), 1.0);

        planner.built(planner.requests().stream()
                .filter(request -> request.getBuild().isPresent())
                .findFirst()
                .orElseThrow());
        planner.pass(TOLD);
        assertThat(metrics())
                .containsEntry(waves("open"), 1.0)
                .containsEntry(jobs("succeeded"), 0.0)
                .containsEntry(jobs("ready"), 1.0);

        planner.order(json, order -> order.setAbandon(new AbandonWave("ada", "enough")));
        planner.pass(TOLD);
        assertThat(valuesOf("planner_waves{")).isNotEmpty().containsOnly(0.0);
        assertThat(valuesOf("planner_wave_jobs{")).isNotEmpty().containsOnly(0.0);
        assertThat(metrics()).containsEntry("planner_jobs_moved_total{state=\"succeeded\"}", 2.0);
    }

    @Test
    void a_wave_that_is_paused_is_one_that_is_not_over() throws Exception {
        planner.publish("json", "2.0");
        String wave = planner.waves().getLast().getWave();
        planner.order(wave, order -> order.setPause(new PauseWave("ada", "lunch")));
        planner.pass(TOLD);

        assertThat(metrics()).containsEntry(waves("paused"), 1.0).doesNotContainKey(waves("open"));
    }

    private static String waves(String state) {
        return "planner_waves{set=\"demo\",state=\"%s\"}".formatted(state);
    }

    private static String jobs(String state) {
        return "planner_wave_jobs{set=\"demo\",state=\"%s\"}".formatted(state);
    }

    @Test
    void levels_go_where_their_partition_goes() throws Exception {
        planner.publish("textkit", "2.0");
        planner.publish("json", "2.0");
        planner.beat("north");
        planner.pass(TOLD);
        assertThat(metrics())
                .containsEntry("planner_tasks{stage=\"dispatch\"}", 1.0)
                .containsEntry(waves("open"), 2.0);

        planner.close();

        for (String level : List.of("tasks", "waves", "wave_jobs", "queue", "queue_age_seconds", "agents")) {
            assertThat(valuesOf("planner_" + level + "{"))
                    .as(level)
                    .isNotEmpty()
                    .containsOnly(0.0);
        }
        assertThat(metrics())
                .containsEntry("planner_requests_total{pool=\"x86_64-linux.free\",purpose=\"build\"}", 2.0);
        planner = new PlannerBench(folder);
    }

    @Test
    void every_decision_counts_once_by_its_stage_and_what_it_was_about_and_takes_time() throws Exception {
        planner.publish("textkit", "2.0");
        planner.beat("north");
        BuildRequest request = planner.requests().getFirst();
        planner.started(request);
        planner.built(request);
        planner.built(request);

        SortedMap<String, Double> said = metrics();
        assertThat(said)
                .containsEntry(decisions("bump", "admit"), 1.0)
                .containsEntry(decisions("command", "advance"), 1.0)
                .containsEntry(decisions("demanded", "dispatch"), 2.0)
                .containsEntry(decisions("enrolled", "dispatch"), 1.0)
                .containsEntry(decisions("beat", "dispatch"), 1.0)
                .containsEntry(decisions("started", "dispatch"), 1.0)
                .containsEntry(decisions("finished", "dispatch"), 2.0)
                .containsEntry(decisions("job-event", "advance"), (double)
                        planner.sent(Topics.JOB_EVENT, JobEvent.class).size())
                .containsEntry("planner_bumps_total{became=\"admitted\"}", 1.0);
        for (String stage : List.of("admit", "advance", "dispatch")) {
            double decided = said.entrySet().stream()
                    .filter(sample -> sample.getKey().startsWith("planner_decisions_total{")
                            && sample.getKey().contains("stage=\"%s\"".formatted(stage)))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            assertThat(said).containsEntry("planner_decision_count{stage=\"%s\"}".formatted(stage), decided);
            assertThat(said.get("planner_decision{stage=\"%s\",quantile=\"0.5\"}".formatted(stage)))
                    .isPositive();
        }
    }

    @Test
    void what_cannot_be_decided_is_no_decision_and_is_counted_as_a_dead_letter() throws Exception {
        planner.send(Topics.JOB_EVENT, JobEvent.class, new TestRecord<>("demo-99", startedOfNobodysWave()));

        assertThat(metrics())
                .containsEntry("dead_letters_total", 1.0)
                .doesNotContainKey(decisions("job-event", "advance"));
    }

    private static JobEvent startedOfNobodysWave() {
        return JobEvent.newBuilder()
                .setWave("demo-99")
                .setJob(new JobRef("textkit", TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStarted(new JobStarted("north", "attempt-1"))
                .build();
    }

    private static String decisions(String event, String stage) {
        return "planner_decisions_total{event=\"%s\",stage=\"%s\"}".formatted(event, stage);
    }

    @Test
    void no_label_names_a_package_a_job_a_wave_a_bump_or_an_agent() throws Exception {
        planner.publish("nobody", "2.0");
        planner.publish("textkit", "2.0");
        String wave = planner.waves().getLast().getWave();
        planner.beat("north");
        planner.built(planner.requests().getFirst());
        planner.report(TrustDomain.FREE, PlannerBench.beat("stranger", PlannerBench.POOL));
        planner.pass(Duration.ofMinutes(2));
        planner.beat("north");
        planner.pass(TOLD);

        TreeSet<String> labels = new TreeSet<>();
        TreeSet<String> values = new TreeSet<>();
        for (String sample : metrics().keySet()) {
            for (Matcher label = LABEL.matcher(sample); label.find(); ) {
                labels.add(label.group(1));
                values.add(label.group(2));
            }
        }
        assertThat(labels)
                .isSubsetOf("became", "event", "kind", "pool", "purpose", "quantile", "reason", "set", "stage", "state")
                .contains("became", "event", "kind", "pool", "purpose", "set", "stage", "state");
        assertThat(values)
                .contains("demo", PlannerBench.POOL)
                .allSatisfy(value -> assertThat(value)
                        .doesNotContain("textkit", "csv", "json", "nobody", "north", "stranger", wave, "2.0"));
    }

    private List<Double> valuesOf(String prefix) throws IOException, InterruptedException {
        return metrics().entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** All that is served, by name and labels. */
    private SortedMap<String, Double> metrics() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(server.port()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            SortedMap<String, Double> samples = new TreeMap<>();
            body.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                samples.put(sample.group(1), Double.valueOf(sample.group(2)));
            });
            return samples;
        }
    }

    /** Of an agent that builds one thing at a time. */
    private void beatOfOne(String agent) {
        planner.enrol(agent);
        planner.report(
                TrustDomain.FREE,
                PlannerBench.from(agent, PlannerBench.POOL)
                        .setBeat(PlannerBench.beating(agent, PlannerBench.POOL)
                                .setSlots(1)
                                .build())
                        .build());
    }
}
