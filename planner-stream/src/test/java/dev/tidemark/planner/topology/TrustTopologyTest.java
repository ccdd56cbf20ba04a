package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Newer;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say what, over the topics: the keys that are enrolled, and what becomes of the rest. */
final class TrustTopologyTest {

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    TrustTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("textkit"));
        planner.publish("textkit", "2.0");
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void an_agent_gets_work_once_it_is_enrolled_and_is_told_so_until_then() {
        planner.report(TrustDomain.FREE, PlannerBench.beat("north", PlannerBench.POOL));

        assertThat(planner.requests())
                .singleElement()
                .satisfies(request -> assertThat(
                                request.getTurnedAway().orElseThrow().getReason())
                        .contains("north is not enrolled in the pool x86_64-linux.free")
                        .contains("tidemark agent enroll north --pool x86_64-linux.free --key "
                                + TestKeys.of("north").publicKey()));
        assertThat(events()).extracting(OperatorEvent::getKind).containsExactly(OperatorEventKind.AGENT_REFUSED);

        planner.beat("north");

        assertThat(planner.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.getBuild()).isPresent());
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void beats_that_cannot_be_decided_are_one_dead_letter_a_life_and_reason_and_counted_each_time() {
        planner.enrol("north");
        AgentReport newer = Newer.says(PlannerBench.beat("north", PlannerBench.POOL), "NONE");

        planner.report(TrustDomain.FREE, newer);
        planner.report(TrustDomain.FREE, newer);
        assertThat(planner.refusal()).contains("newer than this program: upgrade it");
        assertThat(planner.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(
                                request.getTurnedAway().orElseThrow().getReason())
                        .contains("cannot be understood")
                        .contains("newer than this program: upgrade it"));
        planner.report(
                TrustDomain.FREE,
                AgentReport.newBuilder(newer).setIncarnation("north-life-2").build());
        assertThat(planner.refusal()).contains("newer than this program: upgrade it");
        planner.report(
                TrustDomain.FREE, PlannerBench.from("north", PlannerBench.POOL).build());
        assertThat(planner.refusal()).contains("a kind of report");

        assertThat(planner.counted("planner.reports.refused;reason=undecidable"))
                .isEqualTo(4);
    }

    @Test
    void who_speaks_for_a_pool_that_nothing_has_made_is_answered_and_leaves_nothing_behind() {
        String mistyped = "x86_64-linus.free";
        long pools = planner.kept(PlannerStores.POOLS);
        planner.report(TrustDomain.FREE, PlannerBench.beat("north", mistyped));
        planner.report(TrustDomain.FREE, PlannerBench.beat("north", mistyped));
        planner.pass(Duration.ofMinutes(1));

        assertThat(planner.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(
                                request.getTurnedAway().orElseThrow().getReason())
                        .contains("north is not enrolled in the pool x86_64-linus.free")
                        .contains("tidemark agent enroll north --pool x86_64-linus.free"));
        assertThat(events()).extracting(OperatorEvent::getKind).containsExactly(OperatorEventKind.AGENT_REFUSED);
        assertThat(planner.kept(PlannerStores.POOLS)).isEqualTo(pools);
        assertThat(planner.metrics().getNames()).noneMatch(name -> name.contains(mistyped));
        assertThat(planner.counted("planner.reports.refused;reason=unknown_pool"))
                .isEqualTo(2);

        planner.enrol("north", mistyped, TestKeys.of("north").publicKey());
        planner.report(TrustDomain.FREE, PlannerBench.beat("north", mistyped));
        assertThat(planner.requests()).isEmpty();
        assertThat(planner.kept(PlannerStores.POOLS)).isEqualTo(pools + 1);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void an_enrolment_that_cannot_be_decided_makes_no_pool() {
        String mistyped = "x86_64-linus.free";
        Enrolment nonsense = PlannerBench.enrolment(
                        "north", mistyped, TestKeys.of("north").publicKey())
                .setKey("nonsense")
                .build();
        planner.enrol(nonsense);
        assertThat(planner.deadLetters()).hasSize(1);

        planner.report(TrustDomain.FREE, PlannerBench.beat("north", mistyped));

        assertThat(planner.counted("planner.reports.refused;reason=unknown_pool"))
                .isEqualTo(1);
        assertThat(planner.metrics().getNames()).noneMatch(name -> name.contains(mistyped));
    }

    @Test
    void a_life_that_another_key_announces_or_none_gets_no_work() {
        planner.enrol("north");
        AgentReport foreign = PlannerBench.from("north", PlannerBench.POOL)
                .setBeat(PlannerBench.beating("north", PlannerBench.POOL, TestKeys.of("another"))
                        .build())
                .build();
        AgentReport silent = PlannerBench.from("north", PlannerBench.POOL)
                .setBeat(PlannerBench.beating("north", PlannerBench.POOL)
                        .setAnnouncement(null)
                        .build())
                .build();
        AgentReport borrowed = PlannerBench.from("north", PlannerBench.POOL)
                .setIncarnation("a life that was not announced")
                .setBeat(PlannerBench.beating("north", PlannerBench.POOL).build())
                .build();

        for (AgentReport report : List.of(foreign, silent, borrowed)) {
            planner.report(TrustDomain.FREE, report);
            assertThat(planner.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.getTurnedAway()).isPresent());
        }
        assertThat(events())
                .extracting(OperatorEvent::getMessage)
                .satisfiesExactly(
                        other -> assertThat(other).contains("signed with another key"),
                        unsigned -> assertThat(unsigned).contains("is not signed"),
                        another -> assertThat(another).contains("signed for something else"));
    }

    @Test
    void an_unsigned_result_is_a_dead_letter_once_and_an_event_once_and_counted_each_time() {
        planner.beat("north");
        BuildRequest request = planner.requests().getLast();
        AgentReport good = PlannerBench.result(request, built(request));
        Envelope signed = good.getResult().orElseThrow();
        AgentReport unsigned = AgentReport.newBuilder(good)
                .setResult(new Envelope(signed.getPayloadType(), signed.getPayload(), List.of()))
                .build();
        planner.jobs();

        planner.report(TrustDomain.FREE, unsigned);
        planner.report(TrustDomain.FREE, unsigned);

        assertThat(planner.jobs()).isEmpty();
        assertThat(planner.requests())
                .allSatisfy(said -> assertThat(said.getTurnedAway()).isPresent());
        assertThat(planner.counted("planner.results.refused;pool=x86_64-linux.free;reason=unsigned"))
                .isEqualTo(2);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.RESULT_REFUSED);
            assertThat(event.getSubject()).isEqualTo("north");
        });
        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(
                                DeadLetter.from(letter.headers()).orElseThrow().reason())
                        .contains("what came as a result of north is not signed"));

        planner.report(TrustDomain.FREE, good);
        assertThat(planner.state("textkit/x86_64-linux/wave")).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void an_unfree_agents_result_for_a_free_pool_is_refused_counted_and_shown() {
        String unfree = "x86_64-linux.unfree";
        planner.enrol("dark", unfree, TestKeys.of("dark").publicKey());
        planner.beat("north");
        BuildRequest request = planner.requests().getLast();
        BuildStatement asked = PlannerBench.statement(request, built(request));
        for (String pool : List.of(PlannerBench.POOL, unfree)) {
            BuildStatement statement = new BuildStatement(
                    new Attestor(Pool.parse(pool), "dark", "dark-life-1"),
                    asked.built(),
                    asked.endedAt(),
                    asked.finished());
            planner.report(
                    TrustDomain.FREE,
                    PlannerBench.from("dark", PlannerBench.POOL)
                            .setResult(statement.signed(TestKeys.of("dark")))
                            .build());
        }

        assertThat(planner.counted("planner.results.refused;pool=x86_64-linux.free;reason=not_enrolled"))
                .isEqualTo(2);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.RESULT_REFUSED);
            assertThat(event.getMessage()).contains("dark is not enrolled in the pool x86_64-linux.free");
        });
        assertThat(planner.deadLetters()).hasSize(2);
        planner.built(request);
        assertThat(planner.state("textkit/x86_64-linux/wave")).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void an_agent_that_offers_more_than_it_is_enrolled_for_is_refused_counted_and_shown() {
        AgentKey key = TestKeys.of("north").publicKey();
        planner.enrol(PlannerBench.enrolment("north", PlannerBench.POOL, key)
                .setSlots(2)
                .build());
        planner.requests();

        planner.report(TrustDomain.FREE, PlannerBench.beat("north", PlannerBench.POOL));

        assertThat(planner.requests())
                .singleElement()
                .satisfies(said -> assertThat(said.getFenced().orElseThrow().getReason())
                        .contains("north offers 4 slots and is enrolled for 2"));
        assertThat(planner.counted("planner.agents.fenced;pool=x86_64-linux.free"))
                .isEqualTo(1);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.AGENT_REFUSED);
            assertThat(event.getNext()).contains("--slots 4");
        });
    }

    @Test
    void a_revocation_outlives_the_planner_and_a_tombstone_forgets_the_agent() {
        planner.beat("north");
        BuildRequest request = planner.requests().getLast();
        planner.enrol(PlannerBench.enrolment(
                        "north", PlannerBench.POOL, TestKeys.of("north").publicKey())
                .setRevoked(true)
                .setReason("stolen")
                .build());
        assertThat(planner.requests().getLast().getFenced().orElseThrow().getReason())
                .contains("north was revoked by ada (stolen)");

        planner.built(request);
        assertThat(planner.counted("planner.results.refused;pool=x86_64-linux.free;reason=revoked"))
                .isEqualTo(1);

        planner.send(
                Topics.ENROLMENT,
                Enrolment.class,
                new TestRecord<String, Enrolment>(PlannerBench.POOL + "/north", null));
        planner.built(request);
        assertThat(planner.counted("planner.results.refused;pool=x86_64-linux.free;reason=not_enrolled"))
                .isEqualTo(1);
        planner.pass(Duration.ofSeconds(1));
    }

    @Test
    void an_enrolment_under_another_key_or_of_no_key_is_a_dead_letter() {
        Enrolment good = PlannerBench.enrolment(
                        "north", PlannerBench.POOL, TestKeys.of("north").publicKey())
                .build();
        planner.send(Topics.ENROLMENT, Enrolment.class, new TestRecord<>(PlannerBench.POOL + "/south", good));
        planner.enrol(Enrolment.newBuilder(good).setKey("none").build());

        assertThat(planner.deadLetters())
                .extracting(letter ->
                        DeadLetter.from(letter.headers()).orElseThrow().reason())
                .satisfiesExactly(
                        under -> assertThat(under).contains("lies under the key x86_64-linux.free/south"),
                        none -> assertThat(none).contains("not the public key of an agent"));
    }

    private List<OperatorEvent> events() {
        return planner.sent(Topics.OPERATOR_EVENT, OperatorEvent.class).stream()
                .map(TestRecord::value)
                .toList();
    }

    private static Finished built(BuildRequest request) {
        return PlannerBench.finished(request)
                .setSuccess(new BuildSucceeded(TestGraphs.hash("textkit").hex(), 17L))
                .build();
    }
}
