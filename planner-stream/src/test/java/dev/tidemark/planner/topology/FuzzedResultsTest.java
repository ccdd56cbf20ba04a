package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.Enrolment;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.WorkspacePrepared;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Results as somebody might send them who may write to the topic and has not the key: none of them settles anything; and every
 * result that an enrolled agent signs of the build that it was given does. {@code -Dseed=42} repeats a run.
 */
final class FuzzedResultsTest {

    private static final int FUZZED = 10_000;
    /** So many on each build, before it is answered as it should be. */
    private static final int ON_EACH = 5;

    private static final Pool FREE = new Pool(TestGraphs.SYSTEM, TrustDomain.FREE);
    private static final Pool UNFREE = new Pool(TestGraphs.SYSTEM, TrustDomain.UNFREE);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static {
        TrustedEvents.declare();
    }

    /** What may be wrong with a result. */
    private enum Wrong {
        MUTATED_PAYLOAD,
        MUTATED_SIGNATURE,
        MUTATED_KEY_ID,
        ANOTHER_TYPE,
        TRUNCATED_PAYLOAD,
        TRUNCATED_SIGNATURE,
        UNSIGNED,
        SIGNED_WITH_A_STRANGERS_KEY,
        SIGNED_WITH_A_STRANGERS_KEY_IN_THE_NAME_OF_THE_AGENTS,
        SIGNED_WITH_ANOTHER_AGENTS_KEY,
        SIGNED_BY_AND_SENT_BY_ANOTHER_AGENT,
        REPLAYED,
        REPLAYED_BY_ANOTHER_AGENT,
        OF_ANOTHER_BUILD,
        OF_ANOTHER_LIFE,
        SENT_BY_ANOTHER_LIFE,
        OF_ANOTHER_POOL,
        OF_AN_AGENT_OF_ANOTHER_POOL,
        OF_A_REVOKED_AGENT,
        OF_A_STRANGER,
        CONTRADICTORY
    }

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final DispatchJobs core = new DispatchJobs(DispatchPolicy.STANDARD);
    private final Map<Sha256, Sha256> evidence = new HashMap<>();
    private final List<AgentReport> accepted = new ArrayList<>();
    private final PoolView view = new PoolView(
            FREE,
            new PoolView.Kept() {
                @Override
                public Optional<Sha256> evidence(Sha256 key) {
                    return Optional.ofNullable(evidence.get(key));
                }

                @Override
                public Optional<JobHistory> history(PackageId packageId) {
                    return Optional.empty();
                }
            },
            NOW);

    private final HeededReports heeded = new HeededReports();
    private int builds;

    @Test
    void no_result_settles_a_build_but_the_one_that_its_agent_signed() {
        System.out.printf("fuzzed results: -Dseed=%d%n", seed);
        Map<Wrong, Integer> tried = new EnumMap<>(Wrong.class);
        enrol("north", Enrolment.Standing.SERVING);
        enrol("south", Enrolment.Standing.SERVING);
        enrol("east", Enrolment.Standing.REVOKED);
        beat("north");
        beat("south");
        for (int fuzzed = 0; fuzzed < FUZZED; ) {
            Effect.RequestBuild build = demand();
            for (int each = 0; each < ON_EACH; each++, fuzzed++) {
                Wrong wrong = Wrong.values()[random.nextInt(Wrong.values().length)];
                tried.merge(wrong, 1, Integer::sum);
                assertSettlesNothing(wrong, bad(wrong, build), build);
            }
            assertSettles(build);
        }
        System.out.printf("%d wrong results, %d right ones: %s%n", FUZZED, accepted.size(), tried);
        assertThat(tried.keySet()).containsExactly(Wrong.values());
        assertThat(accepted).hasSize(FUZZED / ON_EACH);
    }

    private void assertSettlesNothing(Wrong wrong, AgentReport report, Effect.RequestBuild build) {
        Sha256 key = build.spec().key();
        int before = evidence.size();

        DispatchDecision decision = tell(heeded.event(view, report, NOW));

        assertThat(evidence).as("%s, -Dseed=%d", wrong, seed).hasSize(before).doesNotContainKey(key);
        assertThat(decision.effects())
                .as("%s, -Dseed=%d", wrong, seed)
                .noneMatch(Effect.TellWave.class::isInstance)
                .noneMatch(effect -> effect instanceof Effect.SettleAttempt settled
                        && settled.attempt().equals(build.attempt().id()));
        assertThat(decision.effects().stream().anyMatch(Effect.PutAside.class::isInstance))
                .as("%s is put aside, -Dseed=%d", wrong, seed)
                .isEqualTo(wrong != Wrong.REPLAYED);
    }

    private void assertSettles(Effect.RequestBuild build) {
        AgentReport report = report(build.attempt().agent(), build, good(build));

        DispatchDecision decision = tell(heeded.event(view, report, NOW));

        assertThat(decision.effects())
                .as("-Dseed=%d", seed)
                .anyMatch(Effect.TellWave.class::isInstance)
                .contains(new Effect.SettleAttempt(
                        build.attempt().agent(),
                        build.attempt().incarnation(),
                        build.attempt().id()));
        accepted.add(report);
    }

    private AgentReport bad(Wrong wrong, Effect.RequestBuild build) {
        Attempt attempt = build.attempt();
        String agent = attempt.agent();
        String other = agent.equals("north") ? "south" : "north";
        Envelope good = good(build);
        EnvelopeSignature signature = good.getSignatures().getFirst();
        return switch (wrong) {
            case MUTATED_PAYLOAD ->
                report(agent, build, envelope(good.getPayloadType(), mutated(good.getPayload()), signature));
            case MUTATED_SIGNATURE ->
                report(agent, build, with(good, signature.getKeyId(), mutated(signature.getSignature())));
            case MUTATED_KEY_ID -> {
                char[] id = signature.getKeyId().toCharArray();
                int place = random.nextInt(id.length);
                id[place] = id[place] == '0' ? '1' : '0';
                yield report(agent, build, with(good, new String(id), signature.getSignature()));
            }
            case ANOTHER_TYPE ->
                report(
                        agent,
                        build,
                        envelope(random.nextBoolean() ? "application/json" : "", good.getPayload(), signature));
            case TRUNCATED_PAYLOAD ->
                report(agent, build, envelope(good.getPayloadType(), truncated(good.getPayload()), signature));
            case TRUNCATED_SIGNATURE ->
                report(agent, build, with(good, signature.getKeyId(), truncated(signature.getSignature())));
            case UNSIGNED -> report(agent, build, new Envelope(good.getPayloadType(), good.getPayload(), List.of()));
            case SIGNED_WITH_A_STRANGERS_KEY ->
                report(agent, build, signed(build, attestor(attempt), TestKeys.of("a stranger")));
            case SIGNED_WITH_A_STRANGERS_KEY_IN_THE_NAME_OF_THE_AGENTS -> {
                Envelope strange = signed(build, attestor(attempt), TestKeys.of("a stranger"));
                yield report(
                        agent,
                        build,
                        with(
                                strange,
                                signature.getKeyId(),
                                strange.getSignatures().getFirst().getSignature()));
            }
            case SIGNED_WITH_ANOTHER_AGENTS_KEY ->
                report(agent, build, signed(build, attestor(attempt), TestKeys.of(other)));
            case SIGNED_BY_AND_SENT_BY_ANOTHER_AGENT ->
                report(
                        new Attempt(attempt.id(), other, life(other), true),
                        signed(build, new Attestor(FREE, other, life(other)), TestKeys.of(other)));
            case REPLAYED ->
                accepted.isEmpty() ? replayOfAnEarlierFarm(build) : accepted.get(random.nextInt(accepted.size()));
            case REPLAYED_BY_ANOTHER_AGENT -> report(new Attempt(attempt.id(), other, life(other), true), good);
            case OF_ANOTHER_BUILD -> {
                BuildSpec spec = spec(1_000_000 + random.nextInt(1000));
                Effect.RequestBuild another = new Effect.RequestBuild(attempt, spec, Purpose.BUILD, null);
                yield report(agent, build, signed(another, attestor(attempt), TestKeys.of(agent)));
            }
            case OF_ANOTHER_LIFE ->
                report(
                        agent,
                        build,
                        signed(build, new Attestor(FREE, agent, "life-" + random.nextInt(9)), TestKeys.of(agent)));
            case SENT_BY_ANOTHER_LIFE ->
                report(
                        new Attempt(attempt.id(), agent, "another", true),
                        signed(build, new Attestor(FREE, agent, "another"), TestKeys.of(agent)));
            case OF_ANOTHER_POOL ->
                report(
                        agent,
                        build,
                        signed(build, new Attestor(UNFREE, agent, attempt.incarnation()), TestKeys.of(agent)));
            case OF_AN_AGENT_OF_ANOTHER_POOL ->
                report(
                        new Attempt(attempt.id(), "dark", life("dark"), true),
                        signed(
                                build,
                                new Attestor(random.nextBoolean() ? FREE : UNFREE, "dark", life("dark")),
                                TestKeys.of("dark")));
            case OF_A_REVOKED_AGENT ->
                report(
                        new Attempt(attempt.id(), "east", life("east"), true),
                        signed(build, new Attestor(FREE, "east", life("east")), TestKeys.of("east")));
            case OF_A_STRANGER ->
                report(
                        new Attempt(attempt.id(), "stranger-" + random.nextInt(100), "a life", true),
                        signed(build, attestor(attempt), TestKeys.of("a stranger")));
            case CONTRADICTORY -> {
                Finished finished = finished(build);
                finished.put("buildKey", TestGraphs.hash("another").hex());
                yield report(
                        agent,
                        build,
                        new BuildStatement(attestor(attempt), built(build.spec()), NOW, finished)
                                .signed(TestKeys.of(agent)));
            }
        };
    }

    /** Attempts were numbered from the beginning once already. */
    private AgentReport replayOfAnEarlierFarm(Effect.RequestBuild build) {
        Attempt attempt = build.attempt();
        Attempt gone = new Attempt(attempt.id() + "0", attempt.agent(), attempt.incarnation(), true);
        return report(gone.agent(), build, good(new Effect.RequestBuild(gone, build.spec(), Purpose.BUILD, null)));
    }

    private ByteBuffer mutated(ByteBuffer bytes) {
        byte[] copy = bytes(bytes);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return ByteBuffer.wrap(Arrays.equals(copy, bytes(bytes)) ? new byte[copy.length] : copy);
    }

    private ByteBuffer truncated(ByteBuffer bytes) {
        return ByteBuffer.wrap(Arrays.copyOf(bytes(bytes), random.nextInt(bytes.remaining())));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Envelope envelope(String type, ByteBuffer payload, EnvelopeSignature signature) {
        return new Envelope(type, payload, List.of(signature));
    }

    private static Envelope with(Envelope envelope, String keyId, ByteBuffer signature) {
        return envelope(envelope.getPayloadType(), envelope.getPayload(), new EnvelopeSignature(keyId, signature));
    }

    private static Attestor attestor(Attempt attempt) {
        return new Attestor(FREE, attempt.agent(), attempt.incarnation());
    }

    private static String life(String agent) {
        return agent + "-life-1";
    }

    private Envelope good(Effect.RequestBuild build) {
        return signed(
                build, attestor(build.attempt()), TestKeys.of(build.attempt().agent()));
    }

    private Envelope signed(Effect.RequestBuild build, Attestor by, SigningKey key) {
        return new BuildStatement(by, built(build.spec()), NOW, finished(build)).signed(key);
    }

    private static BuildStatement.Built built(BuildSpec spec) {
        return new BuildStatement.Built(
                spec.packageId(),
                spec.version(),
                spec.recipeDigest(),
                spec.workspace().published(),
                spec.workspace().published().map(workspace -> Variant.WAVE),
                spec.inputs().stream()
                        .map(input -> new BuildStatement.Input(input.attribute(), input.outputHash(), input.trust()))
                        .toList());
    }

    /** Successes and failures alike, and a workspace where one is wanted. */
    private Finished finished(Effect.RequestBuild build) {
        Finished.Builder finished = Finished.newBuilder()
                .setAttempt(build.attempt().id())
                .setBuildKey(build.spec().key().hex())
                .setDurationMillis(1000L);
        if (build.spec().isPreparation()) {
            return finished.setPrepared(
                            new WorkspacePrepared(TestGraphs.hash("workspace").hex(), 0))
                    .build();
        }
        return build.spec().packageId().attribute().hashCode() % 2 == 0
                ? finished.setSuccess(
                                new BuildSucceeded(TestGraphs.hash("output").hex(), 17L))
                        .build()
                : finished.setFailure(Failure.newBuilder()
                                .setKind(FailureKind.BUILD_FAILED)
                                .setMessage("it failed")
                                .setLogTail(List.of("error: no"))
                                .setFingerprint(TestGraphs.hash("cause").hex())
                                .setAgent(build.attempt().agent())
                                .build())
                        .build();
    }

    private static AgentReport report(String agent, Effect.RequestBuild build, Envelope result) {
        return report(new Attempt(build.attempt().id(), agent, build.attempt().incarnation(), true), result);
    }

    private static AgentReport report(Attempt by, Envelope result) {
        return AgentReport.newBuilder()
                .setAgent(by.agent())
                .setIncarnation(by.incarnation())
                .setPool(FREE.toString())
                .setResult(result)
                .build();
    }

    private void enrol(String agent, Enrolment.Standing standing) {
        tell(new DispatchEvent.Enrolled(
                new Enrolment(agent, TestKeys.of(agent).publicKey(), Enrolment.Maxima.NONE, standing, "ada", "", NOW)));
    }

    private void beat(String agent) {
        AgentReport report = PlannerBench.from(agent, FREE.toString())
                .setBeat(PlannerBench.beating(agent, FREE.toString())
                        .setFeatures(List.of(BuildSpec.PREPARE))
                        .build())
                .build();
        DispatchEvent event = heeded.event(view, report, NOW);
        assertThat(event).isInstanceOf(DispatchEvent.Beat.class);
        tell(event);
    }

    /** One after the other: of a set as it lies there, in a workspace and of inputs, and a workspace itself. */
    private static BuildSpec spec(int number) {
        return switch (number % 3) {
            case 0 -> spec(number, List.of(), Workspace.NONE);
            case 1 ->
                spec(
                        number,
                        List.of(
                                new BuildInput("lib", TestGraphs.hash("lib"), TrustDomain.FREE),
                                new BuildInput("tool", TestGraphs.hash("tool"), TrustDomain.FREE)),
                        new Workspace.Published(TestGraphs.hash("workspace")));
            default -> BuildSpec.preparing("demo", FREE, new Workspace.Wanted(number, "revision-" + number, List.of()));
        };
    }

    private static BuildSpec spec(int number, List<BuildInput> inputs, Workspace workspace) {
        return new BuildSpec(
                new PackageId("demo", "p" + number),
                "1",
                FREE,
                TestGraphs.hash("recipe"),
                inputs,
                List.of(),
                workspace);
    }

    private Effect.RequestBuild demand() {
        BuildSpec spec = spec(builds++);
        JobId job = new JobId(spec.packageId().attribute(), TestGraphs.SYSTEM, Variant.WAVE);
        Want want =
                new Want(new Wanter(new WaveId("demo-1"), job, 1, null), Purpose.BUILD, Urgency.ROUTINE, 1, 0, 0, 0);
        return tell(new DispatchEvent.Demanded(want, spec, List.of(), false, 1)).effects().stream()
                .filter(Effect.RequestBuild.class::isInstance)
                .map(Effect.RequestBuild.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private DispatchDecision tell(DispatchEvent event) {
        DispatchDecision decision = core.decide(view, event, NOW.plus(Duration.ofMillis(builds)));
        for (Change change : decision.changes()) {
            if (change instanceof Change.EvidenceFound(Sha256 key, Sha256 output)) {
                evidence.put(key, Objects.requireNonNull(output));
            }
            view.apply(change);
        }
        return decision;
    }
}
