package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a pool or a set when a core throws because time passes: there is no record that could be put aside. */
final class TickTopologyTest {

    private static final String UNFREE = "x86_64-linux.unfree";
    private static final Duration TICK = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private PlannerBench planner;
    /** What decisions about the free pool, and about the set demo, throw when time passes; empty when they do not. */
    private final List<RuntimeException> thrown = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    TickTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(
                folder,
                new Cores(
                        (set, event, now) -> {
                            if (event instanceof SetEvent.Ticked || event instanceof SetEvent.GraphRevised) {
                                thrown.forEach(e -> {
                                    throw e;
                                });
                            }
                            return PlannerBench.CORES.admit().decide(set, event, now);
                        },
                        (pool, event, now) -> {
                            if (event instanceof DispatchEvent.Ticked
                                    && pool.pool().toString().equals(PlannerBench.POOL)) {
                                thrown.forEach(e -> {
                                    throw e;
                                });
                            }
                            return PlannerBench.CORES.dispatch().decide(pool, event, now);
                        }));
        planner.graph(1, node("csv", "textkit"), node("textkit"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_pool_whose_time_cannot_be_decided_is_told_of_once_and_tried_again_and_its_records_go_on() {
        planner.beat("north");
        planner.publish("textkit", "2.0");
        thrown.add(new IllegalStateException("an odd demand"));
        planner.pass(TICK);

        assertThat(planner.operatorEvents()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.TICK_FAILED);
            assertThat(event.getSubject()).isEqualTo(PlannerBench.POOL);
            assertThat(event.getMessage()).contains("the pool x86_64-linux.free", "(an odd demand)");
            assertThat(event.getNext()).contains("`tidemark agent list`");
        });
        assertThat(failures("dispatch")).isEqualTo(1);

        planner.built(planner.requests().getFirst());
        assertThat(planner.requests())
                .as("what agents say is decided all the same")
                .anyMatch(request -> request.getBuild().isPresent());

        planner.pass(Ticks.AGAIN_AFTER.minus(TICK));
        assertThat(failures("dispatch")).as("not with each tick").isEqualTo(1);
        planner.pass(TICK);
        assertThat(failures("dispatch")).isEqualTo(2);
        assertThat(planner.operatorEvents()).as("told once").isEmpty();
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_pool_whose_time_cannot_be_decided_changes_nothing_and_is_as_others_once_it_can() {
        planner.beat("north");
        planner.publish("textkit", "2.0");
        planner.requests();
        thrown.add(new IllegalStateException("an odd demand"));
        onlySouthIsHeard();
        assertThat(planner.kept(PlannerStores.AGENTS))
                .as("nobody is found lost")
                .isEqualTo(2);

        thrown.clear();
        onlySouthIsHeard();

        assertThat(planner.operatorEvents())
                .extracting(OperatorEvent::getKind)
                .containsExactly(OperatorEventKind.TICK_FAILED, OperatorEventKind.AGENT_LOST);
        assertThat(planner.kept(PlannerStores.AGENTS)).isEqualTo(1);

        thrown.add(new IllegalStateException("another"));
        planner.pass(TICK);
        assertThat(planner.operatorEvents())
                .as("told again, since it could be decided in between")
                .extracting(OperatorEvent::getKind)
                .containsExactly(OperatorEventKind.TICK_FAILED);
    }

    /** For a time after which others are lost, and in which what fails is tried again. */
    private void onlySouthIsHeard() {
        for (int beat = 0; beat < 40; beat++) {
            planner.pass(Duration.ofSeconds(2));
            planner.beat("south");
        }
    }

    @Test
    void another_pools_time_passes() {
        planner.enrol("dark", UNFREE, TestKeys.of("dark").publicKey());
        planner.enrol("dusk", UNFREE, TestKeys.of("dusk").publicKey());
        planner.report(TrustDomain.UNFREE, PlannerBench.beat("dark", UNFREE));
        planner.beat("north");
        thrown.add(new IllegalStateException("an odd demand"));

        for (int beat = 0; beat < 20; beat++) {
            planner.pass(Duration.ofSeconds(2));
            planner.report(TrustDomain.UNFREE, PlannerBench.beat("dusk", UNFREE));
        }

        assertThat(planner.operatorEvents())
                .extracting(OperatorEvent::getKind, OperatorEvent::getSubject)
                .contains(
                        tuple(OperatorEventKind.TICK_FAILED, PlannerBench.POOL),
                        tuple(OperatorEventKind.AGENT_LOST, "dark"))
                .hasSize(2);
    }

    @Test
    void a_set_whose_time_cannot_be_decided_is_told_of_once_and_its_bumps_are_taken_up_when_it_can() {
        planner.apply("age: 1h");
        planner.publish("textkit", "2.0");
        planner.bumps();
        thrown.add(new IllegalStateException("an odd bump"));
        planner.pass(Duration.ofHours(1));
        planner.pass(Ticks.AGAIN_AFTER);

        assertThat(planner.operatorEvents()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.TICK_FAILED);
            assertThat(event.getSubject()).isEqualTo("demo");
            assertThat(event.getMessage()).contains("(an odd bump)");
            assertThat(event.getNext()).contains("`tidemark bump list --set demo`");
        });
        assertThat(failures("admit")).isGreaterThanOrEqualTo(2);
        assertThat(planner.bumps()).isEmpty();
        planner.publish("csv", "2.0");
        assertThat(planner.bumps())
                .as("what is published is judged all the same")
                .extracting(bump -> bump.getBump().getAttribute(), Bump::getState)
                .containsExactly(tuple("csv", BumpState.IN_WAVE));

        thrown.clear();
        planner.pass(Ticks.AGAIN_AFTER);
        assertThat(planner.bumps())
                .extracting(bump -> bump.getBump().getAttribute(), Bump::getState)
                .containsExactly(tuple("textkit", BumpState.IN_WAVE));
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_revision_that_cannot_be_judged_is_judged_again_until_it_can() {
        planner.publish("json", "2.0");
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.HELD);
        thrown.add(new IllegalStateException("an odd revision"));
        planner.graph(2, node("csv", "textkit"), node("json"), node("textkit"));
        planner.pass(TICK);
        assertThat(planner.bumps()).isEmpty();

        thrown.clear();
        planner.pass(Ticks.AGAIN_AFTER);

        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
    }

    @Test
    void a_store_that_fails_stops_the_client() {
        planner.beat("north");
        thrown.add(new ProcessorStateException("the disk is full"));

        assertThatThrownBy(() -> planner.pass(TICK)).hasStackTraceContaining("the disk is full");
        thrown.clear();
    }

    private long failures(String stage) {
        return planner.counted("planner.ticks.failed;stage=" + stage);
    }
}
