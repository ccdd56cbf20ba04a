package dev.tidemark.cli.simulated;

import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptState;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.Gpu;
import dev.tidemark.schemas.event.Started;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import dev.tidemark.virtual.AgentSpec;
import dev.tidemark.virtual.DrawnBuilds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent without a machine: what it knows and says, by the protocol of real ones. It repeats a result until that is settled.
 * Belongs to one thread.
 */
final class SimulatedAgent {

    private static final int CPUS = 4;
    private static final long MEMORY_BYTES = 1L << 34;

    private final String name;
    private final String incarnation;
    private final Pool pool;
    private final List<String> features;
    private final List<Gpu> gpus;
    private final int slots;
    private final SigningKey key = SigningKey.generate();
    private final Attestor self;
    private final Envelope announcement;
    private final Map<String, Held> attempts = new LinkedHashMap<>();

    private static final class Held {
        private final Build build;
        private AttemptState state = AttemptState.WAITING;
        private @Nullable Envelope result;

        private Held(Build build) {
            this.build = build;
        }
    }

    /** @param features what it has, what packages ask of GPUs among them */
    SimulatedAgent(String name, String incarnation, Pool pool, List<String> features, int slots) {
        this.name = name;
        this.incarnation = incarnation;
        this.pool = pool;
        Offer offer = new AgentSpec(name, pool, features, slots).offer();
        this.features = offer.features();
        this.gpus = offer.gpus().stream()
                .map(gpu -> new Gpu(gpu.name(), gpu.architecture(), gpu.memoryBytes(), gpu.driver()))
                .toList();
        this.slots = slots;
        this.self = new Attestor(pool, name, incarnation);
        this.announcement = LifeAnnouncement.signed(self, key);
    }

    /** That it may build, as it likes. */
    Enrolment enrolment(String by) {
        return Enrolment.newBuilder()
                .setPool(pool.toString())
                .setAgent(name)
                .setKey(key.publicKey().text())
                .setBy(by)
                .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    String name() {
        return name;
    }

    Pool pool() {
        return pool;
    }

    /** Whether a request is for this life of it. */
    boolean isMeant(BuildRequest request) {
        return request.getAgent().equals(name)
                && request.getIncarnation().equals(incarnation)
                && request.getPool().equals(pool.toString());
    }

    /** A build that it may already know of; false when it does. */
    boolean take(Build build) {
        return attempts.putIfAbsent(build.getAttempt(), new Held(build)) == null;
    }

    /** Its result is settled, or nobody wants it any more; what it had not answered is returned. */
    Optional<Build> forget(String attempt) {
        Held held = attempts.remove(attempt);
        return held == null || held.state == AttemptState.FINISHED ? Optional.empty() : Optional.of(held.build);
    }

    /** What it begins now that it has slots. */
    List<Build> begin() {
        long running = attempts.values().stream()
                .filter(held -> held.state == AttemptState.RUNNING)
                .count();
        List<Build> begun = new ArrayList<>();
        for (Held held : attempts.values()) {
            if (held.state == AttemptState.WAITING && running + begun.size() < slots) {
                held.state = AttemptState.RUNNING;
                begun.add(held.build);
            }
        }
        return begun;
    }

    /** A build has ended; empty when it was cancelled before. */
    Optional<AgentReport> end(Build build, Optional<FailureKind> failure, long tookMillis) {
        Held held = attempts.get(build.getAttempt());
        if (held == null || held.state != AttemptState.RUNNING) {
            return Optional.empty();
        }
        Finished.Builder finished = Finished.newBuilder()
                .setAttempt(build.getAttempt())
                .setBuildKey(build.getSpec().getBuildKey())
                .setDurationMillis(tookMillis);
        failure.ifPresentOrElse(
                kind -> finished.setFailure(failed(build, kind)),
                () -> finished.setSuccess(new BuildSucceeded(output(build).hex(), 1000L)));
        held.state = AttemptState.FINISHED;
        held.result = new BuildStatement(self, built(build.getSpec()), Instant.now(), finished.build()).signed(key);
        return Optional.of(report().setResult(held.result).build());
    }

    private static BuildStatement.Built built(BuildSpec spec) {
        return new BuildStatement.Built(
                new PackageId(spec.getSet(), spec.getAttribute()),
                spec.getVersion(),
                new Sha256(spec.getRecipeDigest()),
                Optional.of(spec.getWorkspace())
                        .filter(digest -> !digest.isEmpty())
                        .map(Sha256::new),
                Optional.empty(),
                spec.getInputs().stream()
                        .map(input -> new BuildStatement.Input(
                                input.getAttribute(),
                                new Sha256(input.getOutputHash()),
                                IdentityCodec.trust(input.getTrust())))
                        .toList());
    }

    private static Sha256 output(Build build) {
        return DrawnBuilds.output(new Sha256(build.getSpec().getBuildKey()));
    }

    /** Of the same package and kind, a failure is the same one. */
    private Failure failed(Build build, FailureKind kind) {
        return Failure.newBuilder()
                .setKind(kind)
                .setMessage("the simulated build failed")
                .setLogTail(List.of("simulated", "error: as it was told"))
                .setFingerprint(Sha256.builder()
                        .add(kind.name())
                        .add(build.getSpec().getAttribute())
                        .build()
                        .hex())
                .setAgent(name)
                .build();
    }

    AgentReport started(Build build) {
        return report().setStarted(new Started(build.getAttempt())).build();
    }

    AgentReport beat() {
        List<AttemptStatus> known = new ArrayList<>();
        attempts.forEach((attempt, held) -> known.add(new AttemptStatus(attempt, held.state)));
        return report().setBeat(Beat.newBuilder()
                        .setFeatures(features)
                        .setGpus(gpus)
                        .setSlots(slots)
                        .setAttempts(known)
                        .setCpus(CPUS)
                        .setMemoryBytes(MEMORY_BYTES)
                        .setKey(key.publicKey().text())
                        .setAnnouncement(announcement)
                        .build())
                .build();
    }

    /** What it has answered and was not settled. */
    List<AgentReport> unsettled() {
        List<AgentReport> again = new ArrayList<>();
        for (Held held : attempts.values()) {
            if (held.result != null) {
                again.add(report().setResult(held.result).build());
            }
        }
        return again;
    }

    private AgentReport.Builder report() {
        return AgentReport.newBuilder()
                .setAgent(name)
                .setIncarnation(incarnation)
                .setPool(pool.toString());
    }
}
