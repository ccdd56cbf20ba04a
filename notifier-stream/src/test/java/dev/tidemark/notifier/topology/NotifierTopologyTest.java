package dev.tidemark.notifier.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.Trace;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotifierTopologyTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String SYSTEM = "x86_64-linux";
    private static final EventSerdes SERDES =
            new EventSerdes(new RegistrySettings("mock://notifier-topology-test", Map.of()));

    private final MetricRegistry metrics = new MetricRegistry();

    @TempDir
    private Path folder;

    private TopologyTestDriver driver;
    private TestInputTopic<String, Job> jobs;
    private TestOutputTopic<String, Breakage> breakages;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    NotifierTopologyTest() {}

    @BeforeEach
    void start() {
        StreamsSettings settings = new StreamsSettings("test", folder, Duration.ofMillis(20), 1);
        StreamsPart part = new StreamsPart(
                "tidemark-notifier", FarmSettings.at("127.0.0.1:1"), settings, metrics, NotifierTopologyTest::topology);
        driver = new TopologyTestDriver(NotifierTopology.build(SERDES, metrics, () -> 1), part.properties());
        jobs = driver.createInputTopic(
                Topics.JOB.name(), new StringSerializer(), SERDES.of(Job.class).serializer());
        breakages = driver.createOutputTopic(
                Topics.BREAKAGE.name(),
                new StringDeserializer(),
                SERDES.of(Breakage.class).deserializer());
    }

    private static Topology topology() {
        return NotifierTopology.build(SERDES, new MetricRegistry(), () -> 1);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void a_regression_becomes_a_breakage_with_its_proof() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());

        TestRecord<String, Breakage> record = breakages.readRecord();
        Breakage breakage = record.value();
        assertThat(record.key()).isEqualTo(breakage.getBreakage());
        assertThat(breakage.getWave()).isEqualTo("demo-1");
        assertThat(breakage.getBlamed())
                .singleElement()
                .satisfies(bump -> assertThat(bump.getAttribute()).isEqualTo("textkit"));
        assertThat(breakage.getAct()).containsExactly("carol", "tim", "watcher");
        assertThat(breakage.getRegressed()).singleElement().satisfies(job -> {
            assertThat(job.getFailure()).isEqualTo(failure());
            assertThat(job.getTries()).isEqualTo(2);
            assertThat(job.getBaselineOutputHash()).isEqualTo("b".repeat(64));
            assertThat(job.getPath()).containsExactly("textkit", "csv");
        });
        assertThat(breakages.isEmpty()).isTrue();
    }

    @Test
    void headers_say_what_it_is_about_and_carry_the_trace() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "report", JobState.REGRESSED).build());

        RecordHeaders headers =
                new RecordHeaders(breakages.readRecordsToList().getLast().headers());
        assertThat(Trace.from(headers)).contains(new Trace(TRACE));
        assertThat(values(headers, "set")).containsExactly("demo");
        assertThat(values(headers, "wave")).containsExactly("demo-1");
        assertThat(values(headers, "package")).containsExactly("csv", "report");
        assertThat(values(headers, "maintainer")).containsExactly("carol", "tim", "watcher");
    }

    @Test
    void a_package_that_regressed_on_two_systems_is_in_one_header() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setJob(new JobRef("csv", "aarch64-linux", Variant.WAVE, ""))
                .build());

        TestRecord<String, Breakage> last = breakages.readRecordsToList().getLast();
        assertThat(last.value().getRegressed()).hasSize(2);
        assertThat(values(new RecordHeaders(last.headers()), "package")).containsExactly("csv");
    }

    @Test
    void no_more_than_fifty_blocked_jobs_are_named_and_all_are_counted() {
        for (int i = 0; i < 60; i++) {
            tell(blocked("demo-1", "p%02d".formatted(i), "csv"));
        }
        assertThat(breakages.isEmpty()).isTrue();

        tell(job("demo-1", "csv", JobState.REGRESSED).build());

        Breakage breakage = breakages.readValue();
        assertThat(breakage.getBlockedCount()).isEqualTo(60);
        assertThat(breakage.getBlocked()).hasSize(50);
        assertThat(breakage.getBlocked().getFirst().getAttribute()).isEqualTo("p00");
        assertThat(breakage.getBlocked().getLast().getAttribute()).isEqualTo("p49");
    }

    @Test
    void a_record_that_comes_twice_is_told_once() {
        Job job = job("demo-1", "csv", JobState.REGRESSED).build();
        tell(job, job);
        tell(blocked("demo-1", "docs", "csv"), blocked("demo-1", "docs", "csv"));

        assertThat(breakages.readValuesToList())
                .extracting(Breakage::getBlockedCount)
                .containsExactly(0, 1);
    }

    @Test
    void a_breakage_is_counted_once_however_often_it_changes() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(blocked("demo-1", "docs", "csv"));
        tell(job("demo-1", "docs", JobState.PENDING).build());

        assertThat(breakages.readValuesToList())
                .extracting(Breakage::getBlockedCount)
                .containsExactly(0, 1, 0);
        assertThat(metrics.counter("notifier.breakages.raised").getCount()).isEqualTo(1);
        assertThat(metrics.counter("notifier.breakages.changed").getCount()).isEqualTo(2);
    }

    @Test
    void a_breakage_without_a_regression_left_is_a_tombstone_that_says_where_it_was() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "csv", JobState.PENDING).build());

        List<TestRecord<String, Breakage>> told = breakages.readRecordsToList();
        TestRecord<String, Breakage> last = told.getLast();
        assertThat(told).hasSize(2);
        assertThat(last.key()).isEqualTo(told.getFirst().key());
        assertThat(last.value()).isNull();
        RecordHeaders headers = new RecordHeaders(last.headers());
        assertThat(values(headers, "wave")).containsExactly("demo-1");
        assertThat(Trace.from(headers)).contains(new Trace(TRACE));
        assertThat(metrics.counter("notifier.breakages.withdrawn").getCount()).isEqualTo(1);
    }

    @Test
    void waves_do_not_mix() {
        tell(blocked("demo-10", "docs", "csv"));

        tell(job("demo-1", "csv", JobState.REGRESSED).build());

        assertThat(breakages.readValue().getBlocked()).isEmpty();
    }

    @Test
    void only_what_the_wave_broke_is_a_breakage() {
        for (JobState state : JobState.values()) {
            if (state != JobState.REGRESSED) {
                tell(job("demo-1", "csv", state).build());
            }
        }
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setJob(new JobRef("csv", SYSTEM, Variant.BASELINE, ""))
                .build());

        assertThat(breakages.isEmpty()).isTrue();
    }

    @Test
    void a_regression_without_proof_is_a_dead_letter_and_the_rest_goes_on() {
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setBaselineOutputHash(null)
                .build());
        tell(job("demo-1", "report", JobState.REGRESSED).build());

        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTER.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(1);
        assertThat(breakages.readValuesToList()).hasSize(1);
    }

    @Test
    void what_is_newer_than_the_notifier_is_a_dead_letter_that_says_so_and_the_rest_goes_on() {
        tell(job("demo-1", "csv", JobState.UNKNOWN).build());
        assertThat(reasons()).containsExactly(newer("a state of a job"));
        Failure failure =
                Failure.newBuilder(failure()).setKind(FailureKind.UNKNOWN).build();
        tell(job("demo-1", "csv", JobState.REGRESSED).setFailure(failure).build());
        assertThat(reasons()).containsExactly(newer("a kind of failure"));
        BumpRef bump = new BumpRef("textkit", "1.1", "2.0", BumpKind.UNKNOWN, "watcher", null, List.of(), null);
        tell(job("demo-1", "csv", JobState.REGRESSED).setBlamed(List.of(bump)).build());
        assertThat(reasons()).containsExactly(newer("a kind of bump"));
        assertThat(breakages.isEmpty()).isTrue();

        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        assertThat(breakages.readValuesToList()).hasSize(1);
    }

    private static String newer(String what) {
        return "the job demo-1/csv/x86_64-linux/wave cannot be judged: " + what
                + " that is newer than this program: upgrade it";
    }

    /** Kafka Streams writes it into a header of the dead letter. */
    private List<String> reasons() {
        return driver
                .createOutputTopic(Topics.DEAD_LETTER.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .flatMap(letter -> values(new RecordHeaders(letter.headers()), "__streams.errors.message").stream())
                .toList();
    }

    @Test
    void a_tombstone_forgets_the_job() {
        tell(blocked("demo-1", "docs", "csv"));
        jobs.pipeInput(new TestRecord<>("demo-1/docs/x86_64-linux/wave", null));

        tell(job("demo-1", "csv", JobState.REGRESSED).build());

        assertThat(breakages.readValue().getBlocked()).isEmpty();
    }

    @Test
    void the_topology_is_the_one_that_was_reviewed() throws IOException {
        String described = topology().describe().toString();
        Path golden = Path.of("src", "test", "resources", "notifier-topology.txt");
        if (System.getProperty("update") != null) {
            Files.writeString(golden, described);
        }

        assertThat(golden)
                .as("-Dupdate writes it anew; a renamed store or topic loses state")
                .hasContent(described);
    }

    private void tell(Job... told) {
        for (Job job : told) {
            JobRef ref = job.getJob();
            String key = String.join(
                    "/",
                    job.getWave(),
                    ref.getAttribute(),
                    ref.getSystem(),
                    ref.getVariant().name().toLowerCase(Locale.ROOT));
            RecordHeaders headers = new RecordHeaders();
            new Trace(TRACE).into(headers);
            jobs.pipeInput(new TestRecord<>(key, job, headers));
        }
    }

    private static Job blocked(String wave, String attribute, String... roots) {
        return job(wave, attribute, JobState.BLOCKED)
                .setRoots(Arrays.stream(roots)
                        .map(root -> new JobRef(root, SYSTEM, Variant.WAVE, ""))
                        .toList())
                .build();
    }

    private static Job.Builder job(String wave, String attribute, JobState state) {
        return Job.newBuilder()
                .setWave(wave)
                .setSet("demo")
                .setJob(new JobRef(attribute, SYSTEM, Variant.WAVE, ""))
                .setVersion("1.0")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(2)
                .setFailure(failure())
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of(
                        new BumpRef("textkit", "1.1", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null)))
                .setPath(List.of("textkit", attribute))
                .setBaselineOutputHash("b".repeat(64))
                .setMaintainers(List.of("carol"))
                .setBumpMaintainers(List.of("tim"));
    }

    private static Failure failure() {
        return new Failure(
                FailureKind.TEST_FAILED,
                "it failed",
                List.of("line 1", "line 2"),
                "a".repeat(64),
                "cause",
                "north",
                "test",
                List.of());
    }

    private static List<String> values(RecordHeaders headers, String key) {
        return StreamSupport.stream(headers.headers(key).spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
