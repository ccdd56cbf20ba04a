package dev.tidemark.notifier.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Timing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.DigestKind;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One root with thousands of jobs behind it, which 300 people maintain, and somebody who maintains all of them. */
final class LargeBreakageTopologyTest {

    /** What brokers and clients take where nobody has set a limit. */
    private static final int LARGEST_RECORD = 1_000_000;

    private static final int PEOPLE = 300;
    private static final String SYSTEM = "x86_64-linux";
    private static final BumpRef TEXTKIT =
            new BumpRef("textkit", "1.1", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null);
    private static final EventSerdes SERDES =
            new EventSerdes(new RegistrySettings("mock://large-breakage-topology-test", Map.of()));

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private int starts;
    /** By topic, of the largest record that was read. */
    private final TreeMap<String, Integer> largest = new TreeMap<>();

    private TopologyTestDriver driver;
    private TestInputTopic<String, Job> jobs;
    private TestOutputTopic<String, Breakage> breakages;
    private TestOutputTopic<String, Concern> concerns;
    private TestOutputTopic<String, InboxEntry> inbox;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    LargeBreakageTopologyTest() {}

    @BeforeEach
    void start() {
        MetricRegistry metrics = new MetricRegistry();
        StreamsSettings settings =
                new StreamsSettings("test", folder.resolve("start-" + starts++), Duration.ofMillis(20), 1);
        StreamsPart part = new StreamsPart(
                "tidemark-notifier", FarmSettings.at("127.0.0.1:1"), settings, metrics, () -> topology(metrics));
        driver = new TopologyTestDriver(topology(metrics), part.properties(), now);
        jobs = driver.createInputTopic(
                Topics.JOB.name(), new StringSerializer(), SERDES.of(Job.class).serializer());
        breakages = driver.createOutputTopic(
                Topics.BREAKAGE.name(),
                new StringDeserializer(),
                measured(SERDES.of(Breakage.class).deserializer()));
        concerns = driver.createOutputTopic(
                Topics.CONCERN.name(),
                new StringDeserializer(),
                measured(SERDES.of(Concern.class).deserializer()));
        inbox = driver.createOutputTopic(
                Topics.INBOX.name(),
                new StringDeserializer(),
                measured(SERDES.of(InboxEntry.class).deserializer()));
    }

    private <T> Deserializer<T> measured(Deserializer<T> reader) {
        return (topic, bytes) -> {
            largest.merge(topic, bytes.length, Math::max);
            return reader.deserialize(topic, bytes);
        };
    }

    private static Topology topology(MetricRegistry metrics) {
        Pace pace = new Pace(
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofDays(14),
                Duration.ofDays(3),
                Duration.ofDays(180));
        Grouping grouping = new Grouping(
                List.of(Wishes.GroupBy.BREAKAGE),
                new Timing(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ZERO),
                new Wishes.Limits(10, 50, 3),
                6,
                Duration.ZERO);
        return NotifierTopology.build(
                SERDES, new Telling(pace, Scope.of(Map.of()), List.of(), grouping, Directory.EMPTY), metrics, () -> 1);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** All that is in memory is gone; the stores are what they were. */
    private void restart() {
        Map<String, List<KeyValue<Object, Object>>> kept = kept();
        driver.close();
        start();
        kept.forEach((name, rows) -> {
            KeyValueStore<Object, Object> store = driver.getKeyValueStore(name);
            rows.forEach(row -> store.put(row.key, row.value));
        });
    }

    private Map<String, List<KeyValue<Object, Object>>> kept() {
        Map<String, List<KeyValue<Object, Object>>> kept = new TreeMap<>();
        for (String name : driver.getAllStateStores().keySet()) {
            KeyValueStore<Object, Object> store = driver.getKeyValueStore(name);
            List<KeyValue<Object, Object>> rows = new ArrayList<>();
            try (KeyValueIterator<Object, Object> all = store.all()) {
                all.forEachRemaining(rows::add);
            }
            kept.put(name, rows);
        }
        return kept;
    }

    private void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** That so many are blocked, and by what. */
    private void tell(int blocked) {
        for (int number = 0; number < blocked; number++) {
            tell(job("behind-%05d".formatted(number), JobState.BLOCKED)
                    .setMaintainers(List.of("person-%03d".formatted(number % PEOPLE), "person-of-all"))
                    .setRoots(List.of(new JobRef("csv", SYSTEM, Variant.WAVE, ""))));
        }
        tell(job("csv", JobState.REGRESSED));
    }

    private void tell(Job.Builder told) {
        Job job = told.build();
        jobs.pipeInput("demo-1/%s/%s/wave".formatted(job.getJob().getAttribute(), SYSTEM), job);
    }

    private static Job.Builder job(String attribute, JobState state) {
        return Job.newBuilder()
                .setWave("demo-1")
                .setSet("demo")
                .setJob(new JobRef(attribute, SYSTEM, Variant.WAVE, ""))
                .setVersion("1.0")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(2)
                .setFailure(new Failure(
                        FailureKind.TEST_FAILED,
                        "it failed",
                        List.of("line 1"),
                        "a".repeat(64),
                        "cause",
                        "north",
                        "test",
                        List.of(),
                        List.of()))
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of(TEXTKIT))
                .setPath(List.of("textkit", attribute))
                .setBaselineOutputHash("b".repeat(64))
                .setMaintainers(List.of("carol"))
                .setBumpMaintainers(List.of("tim"));
    }

    /** What is more than a line in a feed. */
    private List<InboxEntry> sent() {
        return inbox.readValuesToList().stream()
                .filter(entry -> entry.getKind() != InboxKind.NOTE)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 50_000})
    void
            is_one_breakage_a_message_to_who_can_act_within_five_seconds_a_digest_line_for_the_others_and_no_more_after_restarts(
                    int blocked) {
        tell(blocked);
        for (int second = 0; second < 5; second++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(breakages.readValuesToList()).singleElement().satisfies(breakage -> {
            assertThat(breakage.getRegressedCount()).isEqualTo(1);
            assertThat(breakage.getBlockedCount()).isEqualTo(blocked);
        });
        assertThat(concerns.readValuesToList()).hasSize(PEOPLE + 4);
        assertThat(sent())
                .allSatisfy(entry -> assertThat(entry.getKind()).isEqualTo(InboxKind.MESSAGE))
                .extracting(InboxEntry::getPerson)
                .containsExactlyInAnyOrder("carol", "tim", "watcher");

        restart();
        pass(Duration.ofMinutes(1));
        assertThat(sent()).as("after a restart").isEmpty();
        pass(Duration.ofDays(1));
        for (int look = 0; look < 4; look++) { // Not all in one transaction.
            pass(Duration.ofSeconds(1));
        }
        List<InboxEntry> digests = sent();
        assertThat(digests).hasSize(PEOPLE + 1).allSatisfy(digest -> {
            assertThat(digest.getDigest()).contains(DigestKind.DAILY);
            assertThat(digest.getPerson()).startsWith("person-");
            assertThat(digest.getConcerns()).hasSize(1);
        });
        assertThat(digests).extracting(InboxEntry::getPerson).doesNotHaveDuplicates();

        restart();
        tell(PEOPLE);
        pass(Duration.ofDays(1));
        pass(Duration.ofDays(1));
        assertThat(sent()).as("after another, and hearing it again").isEmpty();

        assertThat(largest)
                .as("of records that brokers have to take")
                .containsOnlyKeys(Topics.BREAKAGE.name(), Topics.CONCERN.name(), Topics.INBOX.name())
                .allSatisfy((topic, bytes) -> assertThat(bytes).as(topic).isLessThan(LARGEST_RECORD));
    }
}
