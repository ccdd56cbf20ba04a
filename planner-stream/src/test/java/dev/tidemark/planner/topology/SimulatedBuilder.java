package dev.tidemark.planner.topology;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptState;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.EvaluatedJob;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Started;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WorkspacePrepared;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An agent that speaks as agents do and builds as fate has it; it dies and lives again. */
final class SimulatedBuilder {

    private static final List<FailureKind> KINDS = List.of(
            FailureKind.BUILD_FAILED,
            FailureKind.BUILD_FAILED,
            FailureKind.TEST_FAILED,
            FailureKind.AGENT_FAULT,
            FailureKind.TIMED_OUT,
            FailureKind.REFUSED);

    private final String name;
    private final String pool;
    private final List<String> features;
    private final Random fate;
    private final Consumer<AgentReport> says;
    private final TreeMap<String, Held> attempts = new TreeMap<>();
    private int life = 1;
    private boolean alive = true;

    private record Held(Build build, AttemptState state) {}

    SimulatedBuilder(String name, String pool, List<String> features, Random fate, Consumer<AgentReport> says) {
        this.name = name;
        this.pool = pool;
        this.features = features;
        this.fate = fate;
        this.says = says;
    }

    private String incarnation() {
        return name + "-life-" + life;
    }

    private Attestor self() {
        return new Attestor(Pool.parse(pool), name, incarnation());
    }

    private AgentReport.Builder report() {
        return AgentReport.newBuilder()
                .setAgent(name)
                .setIncarnation(incarnation())
                .setPool(pool);
    }

    void die() {
        alive = false;
        attempts.clear();
    }

    void live() {
        if (!alive) {
            alive = true;
            life++;
        }
    }

    void hear(BuildRequest request) {
        if (!alive
                || !request.getAgent().equals(name)
                || !request.getIncarnation().equals(incarnation())) {
            return;
        }
        request.getBuild()
                .ifPresent(build -> attempts.putIfAbsent(build.getAttempt(), new Held(build, AttemptState.WAITING)));
        request.getSettled().ifPresent(settled -> attempts.remove(settled.getAttempt()));
    }

    void beat() {
        if (alive) {
            List<AttemptStatus> known = new ArrayList<>();
            attempts.forEach((attempt, held) -> known.add(new AttemptStatus(attempt, held.state())));
            says.accept(report().setBeat(Beat.newBuilder()
                            .setFeatures(features)
                            .setSlots(2)
                            .setAttempts(known)
                            .setCpus(4)
                            .setMemoryBytes(1L << 33)
                            .setKey(TestKeys.of(name).publicKey().text())
                            .setAnnouncement(LifeAnnouncement.signed(self(), TestKeys.of(name)))
                            .build())
                    .build());
        }
    }

    /** Goes on with one of its builds, if it has any. */
    void work(boolean kindly) {
        List<Map.Entry<String, Held>> open = attempts.entrySet().stream()
                .filter(held -> held.getValue().state() != AttemptState.FINISHED)
                .toList();
        if (!alive || open.isEmpty()) {
            return;
        }
        Map.Entry<String, Held> chosen = open.get(fate.nextInt(open.size()));
        Build build = chosen.getValue().build();
        if (chosen.getValue().state() == AttemptState.WAITING) {
            attempts.put(chosen.getKey(), new Held(build, AttemptState.RUNNING));
            says.accept(report().setStarted(new Started(build.getAttempt())).build());
        } else {
            attempts.put(chosen.getKey(), new Held(build, AttemptState.FINISHED));
            finish(build, kindly);
        }
    }

    private void finish(Build build, boolean kindly) {
        Finished.Builder finished = Finished.newBuilder()
                .setAttempt(build.getAttempt())
                .setBuildKey(build.getSpec().getBuildKey())
                .setDurationMillis((long) fate.nextInt(100_000));
        if (!kindly && fate.nextInt(3) == 0) {
            finished.setFailure(failure(KINDS.get(fate.nextInt(KINDS.size()))));
        } else if (build.getSpec().getPrepare().isPresent()) {
            List<EvaluatedJob> rows = build.getSpec().getPrepare().get().getBumps().stream()
                    .map(bump -> evaluated(bump.getAttribute(), bump.getTo()))
                    .toList();
            says.accept(report().setEvaluated(new Evaluated(build.getAttempt(), 0, rows))
                    .build());
            finished.setPrepared(new WorkspacePrepared(
                    TestGraphs.hash("workspace of " + build.getAttempt()).hex(), rows.size()));
        } else {
            finished.setSuccess(new BuildSucceeded(
                    TestGraphs.hash("output of " + build.getSpec().getBuildKey())
                            .hex(),
                    17L));
        }
        BuildStatement.Built built = PlannerBench.built(build.getSpec());
        says.accept(report().setResult(
                        new BuildStatement(self(), built, Instant.EPOCH, finished.build()).signed(TestKeys.of(name)))
                .build());
    }

    private static EvaluatedJob evaluated(String attribute, String version) {
        return EvaluatedJob.newBuilder()
                .setJob(new JobRef(attribute, TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setVersion(version)
                .setTrust(Trust.FREE)
                .setRecipeDigest(TestGraphs.hash("evaluated " + attribute).hex())
                .setFeatures(List.of())
                .setMaintainers(List.of("ada"))
                .setNeeds(List.of())
                .build();
    }

    private Failure failure(FailureKind kind) {
        return Failure.newBuilder()
                .setKind(kind)
                .setMessage("as fate has it")
                .setLogTail(List.of("error: fate"))
                .setFingerprint(TestGraphs.hash("fate").hex())
                .setAgent(name)
                .build();
    }
}
