package dev.tidemark.notifier.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.codec.ChangedInputs;
import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Follow;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Timing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageAnswer;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.DigestKind;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.InputChange;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.MuteKind;
import dev.tidemark.schemas.event.MuteRule;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.NoticeCause;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.ReasonKind;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.event.TellingReason;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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
    private static final BumpRef TEXTKIT =
            new BumpRef("textkit", "1.1", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null);
    private static final EventSerdes SERDES =
            new EventSerdes(new RegistrySettings("mock://notifier-topology-test", Map.of()));

    private final MetricRegistry metrics = new MetricRegistry();

    @TempDir
    private Path folder;

    private TopologyTestDriver driver;
    private TestInputTopic<String, Job> jobs;
    private TestInputTopic<String, Notice> notices;
    private TestInputTopic<String, Wave> waves;
    private TestInputTopic<String, WaveCommand> commands;
    private TestOutputTopic<String, Breakage> breakages;
    private TestOutputTopic<String, Breakage> ofData;
    private TestInputTopic<String, Subscription> subscriptions;
    private TestOutputTopic<String, InboxEntry> inbox;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    NotifierTopologyTest() {}

    @BeforeEach
    void start() {
        StreamsSettings settings = new StreamsSettings("test", folder, Duration.ofMillis(20), 1);
        StreamsPart part = new StreamsPart(
                "tidemark-notifier", FarmSettings.at("127.0.0.1:1"), settings, metrics, () -> topology(metrics));
        driver = new TopologyTestDriver(topology(metrics), part.properties());
        subscriptions = driver.createInputTopic(
                Topics.SUBSCRIPTION.name(),
                new StringSerializer(),
                SERDES.of(Subscription.class).serializer());
        inbox = driver.createOutputTopic(
                Topics.INBOX.name(),
                new StringDeserializer(),
                SERDES.of(InboxEntry.class).deserializer());
        notices = driver.createInputTopic(
                Topics.NOTICE.name(),
                new StringSerializer(),
                SERDES.of(Notice.class).serializer());
        waves = driver.createInputTopic(
                Topics.WAVE.name(),
                new StringSerializer(),
                SERDES.of(Wave.class).serializer());
        commands = driver.createInputTopic(
                Topics.WAVE_COMMAND.name(),
                new StringSerializer(),
                SERDES.of(WaveCommand.class).serializer());
        jobs = driver.createInputTopic(
                Topics.JOB.name(), new StringSerializer(), SERDES.of(Job.class).serializer());
        breakages = driver.createOutputTopic(
                Topics.BREAKAGE.name(),
                new StringDeserializer(),
                SERDES.of(Breakage.class).deserializer());
        ofData = driver.createOutputTopic(
                "tidemark.breakage.data.v1",
                new StringDeserializer(),
                SERDES.of(Breakage.class).deserializer());
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
                Duration.ofDays(2));
        Telling telling = new Telling(
                pace,
                Scope.of(Map.of("data", List.of("demo:csv*"), "docs", List.of("demo:report"))),
                List.of("data"),
                grouping,
                new Nobody());
        return NotifierTopology.build(SERDES, telling, metrics, () -> 1);
    }

    /** Nobody follows anything, and the team "team" answers for everything. */
    private static final class Nobody implements Directory {
        @Override
        public List<String> teams(String set, String attribute) {
            return List.of("team");
        }

        @Override
        public List<String> members(String team) {
            return List.of();
        }

        @Override
        public List<Follow> follows() {
            return List.of();
        }
    }

    /** So long that everything that was gathered is told. */
    private void pass() {
        driver.advanceWallClockTime(Duration.ofMinutes(61));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void a_regression_becomes_a_breakage_with_its_proof() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        assertThat(breakages.isEmpty()).isTrue();
        pass();

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
    void a_breakage_carries_what_was_tried_elsewhere_what_became_of_it_without_the_bump_and_what_changed() {
        Failure first = Failure.newBuilder(failure())
                .setAgent("south")
                .setLogHash("c".repeat(64))
                .build();
        List<InputChange> changed = IntStream.range(0, 12)
                .mapToObj(number ->
                        new InputChange("input-%02d".formatted(number), "1", "2", "d".repeat(64), "e".repeat(64)))
                .toList();
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setEarlierFailures(List.of(first))
                .setBaseline(new BaselineResult(JobState.SUCCEEDED, 2, "b".repeat(64), List.of(first)))
                .setChangedInputs(changed)
                .setChangedInputsCount(14)
                .build());
        pass();

        RegressedJob job = breakages.readRecord().value().getRegressed().getFirst();
        Failure withoutLog = Failure.newBuilder(first).setLogTail(List.of()).build();
        assertThat(job.getEarlierFailures()).containsExactly(withoutLog);
        assertThat(job.getBaseline())
                .contains(new BaselineResult(JobState.SUCCEEDED, 2, "b".repeat(64), List.of(withoutLog)));
        assertThat(job.getChangedInputs()).isEqualTo(changed.subList(0, 10));
        assertThat(job.getChangedInputsCount()).isEqualTo(14);
        assertThat(ChangedInputs.of(job))
                .hasSize(11)
                .startsWith("input-00 1 → 2")
                .endsWith("4 more");
    }

    @Test
    void headers_say_what_it_is_about_and_carry_the_trace() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "report", JobState.REGRESSED).build());
        pass();

        RecordHeaders headers =
                new RecordHeaders(breakages.readRecordsToList().getLast().headers());
        assertThat(Trace.from(headers)).contains(new Trace(TRACE));
        assertThat(values(headers, "set")).containsExactly("demo");
        assertThat(values(headers, "wave")).containsExactly("demo-1");
        assertThat(values(headers, "scope")).containsExactly("data", "docs");
        assertThat(values(headers, "package")).containsExactly("csv", "report");
        assertThat(values(headers, "maintainer")).containsExactly("carol", "tim", "watcher");
    }

    @Test
    void the_topic_of_a_scope_holds_each_change_of_what_is_of_it_as_the_topic_of_all_does() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        tell(blocked("demo-1", "docs", "csv").build());
        pass();
        tell(job("demo-1", "csv", JobState.SUCCEEDED).build());
        pass();
        driver.advanceWallClockTime(Duration.ofDays(181));

        List<TestRecord<String, Breakage>> told = ofData.readRecordsToList();
        assertThat(told).isEqualTo(breakages.readRecordsToList());
        assertThat(told)
                .extracting(
                        record -> record.value() == null ? null : record.value().getState())
                .containsExactly(BreakageState.RAISED, BreakageState.GROWN, BreakageState.RESOLVED, null);
        assertThat(Trace.from(new RecordHeaders(told.getFirst().headers()))).contains(new Trace(TRACE));
    }

    @Test
    void what_is_of_a_scope_no_more_is_a_tombstone_in_its_topic_and_what_never_was_is_not_in_it() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "report", JobState.REGRESSED).build());
        pass();
        tell(job("demo-1", "csv", JobState.SUCCEEDED).build());
        pass();
        tell(blocked("demo-1", "docs", "report").build());
        pass();

        List<TestRecord<String, Breakage>> all = breakages.readRecordsToList();
        assertThat(all)
                .extracting(record -> record.value().getScopes())
                .containsExactly(List.of("data", "docs"), List.of("docs"), List.of("docs"));
        List<TestRecord<String, Breakage>> told = ofData.readRecordsToList();
        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).isEqualTo(all.getFirst());
        assertThat(told.getLast().key()).isEqualTo(all.getFirst().key());
        assertThat(told.getLast().value()).isNull();
        assertThat(values(new RecordHeaders(told.getLast().headers()), "set")).containsExactly("demo");
    }

    @Test
    void a_package_that_regressed_on_two_systems_is_in_one_header() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setJob(new JobRef("csv", "aarch64-linux", Variant.WAVE, ""))
                .build());
        pass();

        TestRecord<String, Breakage> last = breakages.readRecordsToList().getLast();
        assertThat(last.value().getRegressed()).hasSize(2);
        assertThat(values(new RecordHeaders(last.headers()), "package")).containsExactly("csv");
    }

    @Test
    void no_more_than_fifty_jobs_and_people_are_named_and_all_are_counted_and_ten_have_their_logs() {
        for (int i = 0; i < 60; i++) {
            tell(blocked("demo-1", "b%02d".formatted(i), "csv").setMaintainers(List.of("b%02d".formatted(i))));
        }
        for (int i = 0; i < 60; i++) {
            tell(job("demo-1", "r%02d".formatted(i), JobState.REGRESSED).build());
        }
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();

        Breakage breakage = breakages.readValue();
        assertThat(breakage.getBlockedCount()).isEqualTo(60);
        assertThat(breakage.getBlocked()).hasSize(50);
        assertThat(breakage.getBlocked().getFirst().getAttribute()).isEqualTo("b00");
        assertThat(breakage.getKnowCount()).isEqualTo(60);
        assertThat(breakage.getKnow()).hasSize(50).startsWith("b00");
        assertThat(breakage.getRegressedCount()).isEqualTo(61);
        assertThat(breakage.getRegressed()).hasSize(50);
        assertThat(breakage.getRegressed().stream()
                        .filter(job -> !job.getFailure().getLogTail().isEmpty()))
                .hasSize(10);
    }

    @Test
    void a_record_that_comes_twice_is_told_once() {
        Job job = job("demo-1", "csv", JobState.REGRESSED).build();
        tell(job, job);
        pass();
        tell(
                blocked("demo-1", "docs", "csv").build(),
                blocked("demo-1", "docs", "csv").build());
        pass();
        tell(blocked("demo-1", "docs", "csv").build());
        pass();

        assertThat(breakages.readValuesToList())
                .extracting(Breakage::getBlockedCount)
                .containsExactly(0, 1);
    }

    @Test
    void a_breakage_is_counted_by_what_became_of_it() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        tell(blocked("demo-1", "docs", "csv").build());
        pass();
        tell(job("demo-1", "docs", JobState.PENDING).build());
        pass();

        assertThat(breakages.readValuesToList())
                .extracting(Breakage::getState, Breakage::getChange, Breakage::getBlockedCount)
                .containsExactly(
                        tuple(BreakageState.RAISED, 1, 0),
                        tuple(BreakageState.GROWN, 2, 1),
                        tuple(BreakageState.GROWN, 2, 0));
        assertThat(metrics.counter("notifier.breakages;change=raised").getCount())
                .isEqualTo(1);
        assertThat(metrics.counter("notifier.breakages;change=grown").getCount())
                .isEqualTo(1);
        assertThat(metrics.counter("notifier.breakages;change=changed").getCount())
                .isEqualTo(1);
    }

    @Test
    void what_is_mended_keeps_its_proof_and_says_why_and_becomes_a_tombstone_at_last() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        tell(job("demo-1", "csv", JobState.PENDING).build());
        pass();
        tell(job("demo-1", "csv", JobState.SUCCEEDED).build());
        pass();
        driver.advanceWallClockTime(Duration.ofDays(181));

        List<TestRecord<String, Breakage>> told = breakages.readRecordsToList();
        assertThat(told).hasSize(3);
        assertThat(told)
                .extracting(TestRecord::key)
                .containsOnly(told.getFirst().key());
        Breakage resolved = told.get(1).value();
        assertThat(resolved.getState()).isEqualTo(BreakageState.RESOLVED);
        assertThat(resolved.getChange()).isEqualTo(2);
        assertThat(resolved.getReason()).contains("csv (x86_64-linux) is built in wave demo-1");
        assertThat(resolved.getRegressed()).isEqualTo(told.getFirst().value().getRegressed());
        assertThat(resolved.getAct()).containsExactly("carol", "tim", "watcher");
        TestRecord<String, Breakage> last = told.getLast();
        assertThat(last.value()).isNull();
        assertThat(values(new RecordHeaders(last.headers()), "wave")).containsExactly("demo-1");
    }

    @Test
    void a_green_wave_ends_what_an_older_one_found() {
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        waves.pipeInput("demo-2", wave("demo-2", WaveState.GREEN));
        pass();

        assertThat(breakages.readValuesToList().getLast().getReason()).contains("wave demo-2 is green");
    }

    @Test
    void an_answer_is_told_with_the_breakage_that_it_ends() {
        waves.pipeInput("demo-1", wave("demo-1", WaveState.OPEN));
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        commands.pipeInput(
                "demo-1",
                WaveCommand.newBuilder()
                        .setWave("demo-1")
                        .setAt(Instant.EPOCH)
                        .setAnswer(new AnswerJob(
                                new JobRef("csv", SYSTEM, Variant.WAVE, ""),
                                Resolution.WONT_FIX,
                                "ada",
                                "nobody uses it"))
                        .build());
        tell(job("demo-1", "csv", JobState.EXCLUDED)
                .setWaitsFor("it will not be mended, says ada: nobody uses it")
                .build());
        pass();

        Breakage last = breakages.readValuesToList().getLast();
        assertThat(last.getReason())
                .contains(
                        "wave demo-1 goes on without csv (x86_64-linux): it will not be mended, says ada: nobody uses it");
        assertThat(last.getAnswer())
                .contains(new BreakageAnswer(Resolution.WONT_FIX, "ada", "nobody uses it", Instant.EPOCH));
    }

    @Test
    void who_can_act_gets_a_message_who_only_knows_a_line_a_day_and_both_hear_of_the_end() {
        tell(blocked("demo-1", "docs", "csv").setMaintainers(List.of("dora")));
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        List<InboxEntry> told = inbox.readValuesToList();
        assertThat(told)
                .filteredOn(entry -> entry.getKind() == InboxKind.MESSAGE)
                .extracting(InboxEntry::getPerson)
                .containsExactlyInAnyOrder("carol", "tim", "watcher");
        assertThat(told)
                .filteredOn(entry -> entry.getPerson().equals("dora"))
                .extracting(InboxEntry::getKind)
                .containsExactly(InboxKind.NOTE);
        assertThat(told.getFirst().getConcerns()).singleElement().satisfies(concern -> {
            assertThat(concern.getReasons()).containsExactly(new TellingReason(ReasonKind.MAINTAINS, "csv"));
            assertThat(concern.getBreakage().orElseThrow().getRegressed()).hasSize(1);
        });

        driver.advanceWallClockTime(Duration.ofDays(1));
        assertThat(inbox.readValuesToList()).singleElement().satisfies(digest -> {
            assertThat(digest.getPerson()).isEqualTo("dora");
            assertThat(digest.getDigest()).contains(DigestKind.DAILY);
        });
        tell(job("demo-1", "csv", JobState.SUCCEEDED).build());
        driver.advanceWallClockTime(Duration.ofDays(1));
        driver.advanceWallClockTime(Duration.ofDays(1));
        assertThat(inbox.readValuesToList())
                .filteredOn(entry -> entry.getKind() != InboxKind.NOTE)
                .extracting(InboxEntry::getPerson, InboxEntry::getKind)
                .containsExactlyInAnyOrder(
                        tuple("carol", InboxKind.MESSAGE),
                        tuple("tim", InboxKind.MESSAGE),
                        tuple("watcher", InboxKind.MESSAGE),
                        tuple("dora", InboxKind.DIGEST));
    }

    @Test
    void what_is_coming_is_in_the_feeds_of_those_whom_it_reaches_at_once_and_told_once_by_what_it_is_worth() {
        tell(notice(1, 2, reached("csv", false, "carol"), reached("docs", true, "dora")));
        assertThat(inbox.readValuesToList()).isEmpty();
        tell(notice(2, 2, reached("json", false)));

        assertThat(inbox.readValuesToList())
                .extracting(InboxEntry::getPerson, InboxEntry::getKind)
                .containsExactlyInAnyOrder(
                        tuple("carol", InboxKind.NOTE),
                        tuple("dora", InboxKind.NOTE),
                        tuple("team:team", InboxKind.NOTE));
        tell(notice(2, 2, reached("json", false)));
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(inbox.readValuesToList()).singleElement().satisfies(message -> {
            assertThat(message.getPerson()).isEqualTo("dora");
            assertThat(message.getKind()).isEqualTo(InboxKind.MESSAGE);
            Notice told = message.getConcerns().getFirst().getNotice().orElseThrow();
            assertThat(told.getCauses()).containsExactly(NoticeCause.LIKELY_BREAK);
            assertThat(told.getReached())
                    .extracting(ReachedPackage::getAttribute)
                    .containsExactly("docs");
            assertThat(told.getTheirs()).isEqualTo(1);
        });
        driver.advanceWallClockTime(Duration.ofDays(8));
        assertThat(inbox.readValuesToList())
                .extracting(InboxEntry::getPerson, entry -> entry.getDigest().orElseThrow())
                .containsExactlyInAnyOrder(tuple("carol", DigestKind.WEEKLY), tuple("team:team", DigestKind.WEEKLY));
    }

    @Test
    void who_wants_no_notices_finds_them_in_their_feed_alone() {
        wish(
                "dora",
                Wish.follow(FollowKind.NOTICES, ""),
                said -> said.setFollow(new FollowRule(FollowKind.NOTICES, "", TellingPace.OFF)));
        tell(notice(1, 1, reached("docs", true, "dora")));
        driver.advanceWallClockTime(Duration.ofDays(8));
        driver.advanceWallClockTime(Duration.ofDays(8));

        assertThat(inbox.readValuesToList())
                .extracting(InboxEntry::getPerson, InboxEntry::getKind)
                .containsExactly(tuple("dora", InboxKind.NOTE));
    }

    @Test
    void not_all_weekly_messages_are_written_in_one_transaction() {
        String[] many = IntStream.range(0, 250).mapToObj("m%03d"::formatted).toArray(String[]::new);
        tell(notice(1, 1, reached("docs", false, many)));
        assertThat(inbox.readValuesToList()).hasSize(many.length);

        driver.advanceWallClockTime(Duration.ofDays(8));
        assertThat(inbox.readValuesToList()).hasSize(100);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(inbox.readValuesToList()).hasSize(100);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(inbox.readValuesToList())
                .hasSize(50)
                .extracting(InboxEntry::getKind)
                .containsOnly(InboxKind.DIGEST);
    }

    private void tell(Notice part) {
        notices.pipeInput(part.getWave(), part);
    }

    private static Notice notice(int part, int parts, ReachedPackage... reached) {
        return Notice.newBuilder()
                .setWave("demo-1")
                .setSet("demo")
                .setAt(Instant.EPOCH)
                .setBumps(List.of(TEXTKIT))
                .setPart(part)
                .setParts(parts)
                .setPackages(3)
                .setJobs(3)
                .setLevels(2)
                .setPools(List.of())
                .setLongestSeconds(20)
                .setCauses(List.of(NoticeCause.LIKELY_BREAK))
                .setReached(List.of(reached))
                .build();
    }

    private static ReachedPackage reached(String attribute, boolean likelyBreak, String... maintainers) {
        return new ReachedPackage(
                attribute, List.of(SYSTEM), List.of(maintainers), likelyBreak ? 0.5 : 0.01, likelyBreak);
    }

    @Test
    void a_wish_counts_from_when_it_is_said_until_it_is_taken_back() {
        String mute = Wish.mute(MuteKind.PACKAGES, "demo:c*");
        wish("carol", mute, said -> said.setMute(new MuteRule(MuteKind.PACKAGES, "demo:c*", null, "")));
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(messages()).containsExactlyInAnyOrder("tim", "watcher");

        subscriptions.pipeInput("carol/" + mute, null);
        tell(job("demo-2", "csv", JobState.REGRESSED).build());
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(messages()).containsExactly("carol");
    }

    @Test
    void who_waits_for_the_end_of_a_wave_is_told_then() {
        wish(
                "carol",
                Wish.follow(FollowKind.MAINTAINED, ""),
                said -> said.setFollow(new FollowRule(FollowKind.MAINTAINED, "", TellingPace.PER_WAVE)));
        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        driver.advanceWallClockTime(Duration.ofDays(1));
        driver.advanceWallClockTime(Duration.ofDays(1));
        assertThat(messages()).doesNotContain("carol");

        waves.pipeInput("demo-1", wave("demo-1", WaveState.RED));
        driver.advanceWallClockTime(Duration.ofSeconds(3));
        assertThat(inbox.readValuesToList()).singleElement().satisfies(digest -> {
            assertThat(digest.getPerson()).isEqualTo("carol");
            assertThat(digest.getDigest()).contains(DigestKind.WAVE);
        });
    }

    @Test
    void a_wish_that_nobody_understands_is_a_dead_letter() {
        wish("carol", "odd", said -> said.setFollow(new FollowRule(FollowKind.PACKAGES, "x", TellingPace.UNKNOWN)));

        assertThat(reasons())
                .containsExactly(
                        "the wish carol/odd cannot be understood: a pace that is newer than this program: upgrade it");
    }

    private List<String> messages() {
        return inbox.readValuesToList().stream()
                .filter(entry -> entry.getKind() == InboxKind.MESSAGE)
                .map(InboxEntry::getPerson)
                .toList();
    }

    private void wish(String person, String rule, UnaryOperator<Subscription.Builder> what) {
        subscriptions.pipeInput(
                person + "/" + rule,
                what.apply(Subscription.newBuilder()
                                .setPerson(person)
                                .setRule(rule)
                                .setBy(person)
                                .setAt(Instant.EPOCH))
                        .build());
    }

    @Test
    void waves_do_not_mix() {
        tell(blocked("demo-10", "docs", "csv").build());

        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();

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
        pass();

        assertThat(breakages.isEmpty()).isTrue();
    }

    @Test
    void a_regression_without_proof_is_a_dead_letter_and_the_rest_goes_on() {
        tell(job("demo-1", "csv", JobState.REGRESSED)
                .setBaselineOutputHash(null)
                .build());
        tell(job("demo-1", "report", JobState.REGRESSED).build());
        pass();

        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTER.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(1);
        assertThat(breakages.readValuesToList()).hasSize(1);
    }

    @Test
    void what_is_newer_than_the_notifier_is_a_dead_letter_that_says_so_and_the_rest_goes_on() {
        tell(job("demo-1", "csv", JobState.UNKNOWN).build());
        assertThat(reasons())
                .containsExactly(
                        "the job demo-1/csv/x86_64-linux/wave cannot be judged: a state of a job that is newer than this program: upgrade it");
        Failure failure =
                Failure.newBuilder(failure()).setKind(FailureKind.UNKNOWN).build();
        tell(job("demo-1", "csv", JobState.REGRESSED).setFailure(failure).build());
        assertThat(reasons()).containsExactly(newer("a kind of failure"));
        BumpRef bump = new BumpRef("textkit", "1.1", "2.0", BumpKind.UNKNOWN, "watcher", null, List.of(), null);
        tell(job("demo-1", "csv", JobState.REGRESSED).setBlamed(List.of(bump)).build());
        assertThat(reasons()).containsExactly(newer("a kind of bump"));
        pass();
        assertThat(breakages.isEmpty()).isTrue();

        tell(job("demo-1", "csv", JobState.REGRESSED).build());
        pass();
        assertThat(breakages.readValuesToList()).hasSize(1);
    }

    private static String newer(String what) {
        return "the job csv of the wave demo-1 cannot be judged: " + what
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
    void the_topology_is_the_one_that_was_reviewed() throws IOException {
        String described = topology(metrics).describe().toString();
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

    private void tell(Job.Builder told) {
        tell(told.build());
    }

    private static Wave wave(String wave, WaveState state) {
        return Wave.newBuilder()
                .setWave(wave)
                .setSet("demo")
                .setBumps(List.of(TEXTKIT))
                .setState(state)
                .setCounts(List.of())
                .setJobs(1)
                .setLevels(1)
                .setSequence(1)
                .build();
    }

    private static Job.Builder blocked(String wave, String attribute, String... roots) {
        return job(wave, attribute, JobState.BLOCKED)
                .setRoots(Arrays.stream(roots)
                        .map(root -> new JobRef(root, SYSTEM, Variant.WAVE, ""))
                        .toList());
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
                .setBlamed(List.of(TEXTKIT))
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
                List.of(),
                List.of());
    }

    private static List<String> values(RecordHeaders headers, String key) {
        return StreamSupport.stream(headers.headers(key).spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
