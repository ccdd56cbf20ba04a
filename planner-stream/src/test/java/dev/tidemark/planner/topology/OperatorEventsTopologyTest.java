package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.codec.BumpCodec;
import dev.tidemark.planner.codec.PoolCodec;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted.About;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.Distrust;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.dispatch.SimulatedEnrolment;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.WaveId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told to do next. That each command is one the program takes is a test of the program's. */
final class OperatorEventsTopologyTest {

    /** The program's test reads it too. */
    private static final Path REVIEWED = Path.of("src", "test", "resources", "operator-events.txt");

    @TempDir
    private Path folder;

    private PlannerBench planner;
    private final TreeSet<OperatorEventKind> kinds = new TreeSet<>();
    private final TreeSet<String> said = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    OperatorEventsTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("json"), node("textkit"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_planned_wave_that_halts_is_told_with_why_and_what_to_do() {
        planner.publish("textkit", "2.0");
        String wave = planner.waves().getLast().getWave();
        strangerReported(wave);

        assertThat(planner.operatorEvents()).singleElement().satisfies(event -> {
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.WAVE_HALTED);
            assertThat(event.getSubject()).isEqualTo(wave);
            assertThat(event.getMessage()).contains("it has no job stranger");
            assertThat(event.getNext())
                    .isEqualTo("`tidemark wave show %1$s`, then `tidemark wave resume %1$s --by NAME --reason TEXT`"
                                    .formatted(wave)
                            + " or `tidemark wave abandon %s --by NAME --reason TEXT`".formatted(wave));
        });
        strangerReported(wave);
        assertThat(planner.operatorEvents()).as("told once").isEmpty();
    }

    @Test
    void every_kind_of_event_says_the_next_step_that_was_reviewed() throws IOException {
        waves();
        bumps();
        farm();
        strangers();
        losses();
        fetches();
        note(List.of(
                PoolCodec.tickFailed(PlannerBench.POOL, "an odd demand", Instant.EPOCH),
                BumpCodec.tickFailed("demo", "an odd bump", Instant.EPOCH)));

        assertThat(kinds)
                .containsExactlyElementsOf(Arrays.stream(OperatorEventKind.values())
                        .filter(kind -> kind != OperatorEventKind.UNKNOWN)
                        .toList());
        String all = said.stream().collect(Collectors.joining("\n", "", "\n"));
        if (System.getProperty("update") != null) {
            Files.writeString(REVIEWED, all);
        }
        assertThat(REVIEWED).as("-Dupdate writes it anew").hasContent(all);
    }

    private void waves() {
        open("demo-1", "textkit", 1);
        strangerReported("demo-1");
        open("demo-2", "left-the-set", 1);
        open("demo-3", "json", 5);
        planner.pass(Duration.ofSeconds(70));
        note(planner.operatorEvents());
    }

    private void bumps() {
        planner.publish("nobody", "2.0");
        planner.publish("textkit", "0.9");
        planner.publish("json", "0.9'; rm -r ~");
        note(planner.operatorEvents());
    }

    /** Nobody is there; then somebody who fails all, and who is silent in the end. */
    private void farm() {
        planner.publish("csv", "2.0");
        planner.pass(Duration.ofMinutes(11));
        note(planner.operatorEvents());
        for (int failure = 0; failure < 20 && !kinds.contains(OperatorEventKind.AGENT_QUARANTINED); failure++) {
            planner.beat("north");
            for (BuildRequest request : planner.requests()) {
                if (request.getBuild().isPresent()) {
                    planner.failed(request, agentFault());
                }
            }
            note(planner.operatorEvents());
            planner.pass(Duration.ofSeconds(10));
        }
        for (int beat = 0; beat < 20; beat++) {
            planner.pass(Duration.ofSeconds(2));
            planner.beat("south");
        }
        note(planner.operatorEvents());
    }

    private static Failure agentFault() {
        return Failure.newBuilder()
                .setKind(FailureKind.AGENT_FAULT)
                .setMessage("its disk is full")
                .setLogTail(List.of())
                .setFingerprint("")
                .setAgent("north")
                .build();
    }

    /** Whatever cannot be believed, of an agent and of a result. */
    private void strangers() {
        AgentKey key = TestKeys.of("eve").publicKey();
        for (About about : About.values()) {
            for (Distrust why : Distrust.values()) {
                note(told(
                        new Distrusted("eve", "eve-life-1", about, why, "it is so", key, Offer.of(List.of("gpu"), 2))));
                note(told(new Distrusted("eve", "eve-life-1", about, why, "it is so", null, null)));
            }
        }
    }

    private static List<OperatorEvent> told(Distrusted event) {
        PoolView pool = new PoolView(Pool.parse(PlannerBench.POOL), NOTHING, Instant.EPOCH);
        return PlannerBench.CORES.dispatch().decide(pool, event, Instant.EPOCH).effects().stream()
                .filter(Effect.TellOperators.class::isInstance)
                .map(effect -> PoolCodec.event(((Effect.TellOperators) effect).news(), Instant.EPOCH))
                .toList();
    }

    /** Something is lost, and of something else an agent says so and another does not. */
    private void losses() {
        PoolView pool = new PoolView(Pool.parse(PlannerBench.POOL), NOTHING, Instant.EPOCH);
        for (String agent : List.of("north", "south")) {
            hear(pool, new DispatchEvent.Enrolled(SimulatedEnrolment.of(agent)), Instant.EPOCH);
            DispatchEvent beat = new DispatchEvent.Beat(agent, agent, Instant.EPOCH, Offer.of(List.of(), 2), List.of());
            hear(pool, beat, Instant.EPOCH);
        }
        hear(pool, demanded(Purpose.RESTORE, "textkit"), Instant.EPOCH);
        BuildFailure missed = new BuildFailure(
                dev.tidemark.planner.build.FailureKind.INPUT_LOST,
                "it is lost",
                List.of(),
                null,
                "",
                "",
                "",
                List.of(),
                List.of("json"));
        List<Effect> first = hear(pool, demanded(Purpose.BUILD, "csv", "json"), Instant.EPOCH);
        hear(pool, finished(first, new DispatchEvent.Result.Failed(missed)), Instant.EPOCH);
        Instant later = Instant.EPOCH.plus(DispatchPolicy.STANDARD.retry().after());
        List<Effect> second = hear(pool, new DispatchEvent.Ticked(), later);
        hear(pool, finished(second, new DispatchEvent.Result.Built(TestGraphs.hash("output"))), later);
    }

    /** A source cannot be downloaded, however often it is tried. */
    private void fetches() {
        PoolView pool = new PoolView(Pool.parse(PlannerBench.POOL), NOTHING, Instant.EPOCH);
        Instant now = Instant.EPOCH;
        DispatchEvent beat = new DispatchEvent.Beat("north", "north", now, Offer.of(List.of(), 2), List.of());
        hear(pool, new DispatchEvent.Enrolled(SimulatedEnrolment.of("north")), now);
        hear(pool, beat, now);
        List<Effect> asked =
                hear(pool, demanded(Purpose.FETCH, PackageId.source(TestGraphs.hash("csv"), "csv.tar.gz")), now);
        BuildFailure failure = TestGraphs.failure(dev.tidemark.planner.build.FailureKind.FETCH_FAILED, "north");
        for (int tries = 1; tries <= DispatchPolicy.STANDARD.farmTries(); tries++) {
            hear(pool, finished(asked, new DispatchEvent.Result.Failed(failure)), now);
            now = now.plus(DispatchPolicy.STANDARD.retry().atMost());
            hear(pool, beat, now);
            asked = hear(pool, new DispatchEvent.Ticked(), now);
        }
    }

    private List<Effect> hear(PoolView pool, DispatchEvent event, Instant now) {
        DispatchDecision decision = PlannerBench.CORES.dispatch().decide(pool, event, now);
        decision.changes().forEach(pool::apply);
        note(decision.effects().stream()
                .filter(Effect.TellOperators.class::isInstance)
                .map(effect -> PoolCodec.event(((Effect.TellOperators) effect).news(), Instant.EPOCH))
                .toList());
        return decision.effects();
    }

    private static DispatchEvent demanded(Purpose purpose, String attribute, String... inputs) {
        Wanter wanter = new Wanter(
                new WaveId("demo-1"),
                new JobId(attribute, TestGraphs.SYSTEM, dev.tidemark.schemas.identity.Variant.WAVE),
                1,
                null);
        BuildSpec spec = new BuildSpec(
                new PackageId("demo", attribute),
                "2.0",
                Pool.parse(PlannerBench.POOL),
                TestGraphs.hash("recipe"),
                Stream.of(inputs)
                        .map(input -> new BuildInput(input, TestGraphs.hash(input), TrustDomain.FREE))
                        .toList(),
                List.of());
        return new DispatchEvent.Demanded(
                new Want(wanter, purpose, Urgency.ROUTINE, 1, 0, 0, 0), spec, List.of(), false, 0);
    }

    private static DispatchEvent finished(List<Effect> asked, DispatchEvent.Result result) {
        Effect.RequestBuild build = asked.stream()
                .filter(Effect.RequestBuild.class::isInstance)
                .map(Effect.RequestBuild.class::cast)
                .findFirst()
                .orElseThrow();
        return new DispatchEvent.Finished(
                build.attempt().agent(),
                build.attempt().incarnation(),
                build.attempt().id(),
                build.spec().key(),
                result,
                Duration.ofSeconds(1));
    }

    private static final PoolView.Kept NOTHING = new PoolView.Kept() {
        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.empty();
        }

        @Override
        public Optional<JobHistory> history(PackageId packageId) {
            return Optional.empty();
        }
    };

    private void note(Collection<OperatorEvent> events) {
        for (OperatorEvent event : events) {
            kinds.add(event.getKind());
            said.add(event.getKind() + ": " + event.getNext().replaceAll("--key \\S+", "--key KEY"));
        }
    }

    private void open(String wave, String attribute, long minimumSequence) {
        BumpRef bump = new BumpRef(attribute, "1.0", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null);
        WaveCommand command = WaveCommand.newBuilder()
                .setWave(wave)
                .setOpen(new OpenWave("demo", List.of(bump), minimumSequence, null))
                .setAt(Instant.EPOCH)
                .build();
        planner.send(Topics.WAVE_COMMAND, WaveCommand.class, new TestRecord<>(wave, command));
    }

    private void strangerReported(String wave) {
        JobEvent event = JobEvent.newBuilder()
                .setWave(wave)
                .setJob(new JobRef("stranger", TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStarted(new JobStarted("north", "attempt-1"))
                .build();
        planner.send(Topics.JOB_EVENT, JobEvent.class, new TestRecord<>(wave, event));
    }
}
