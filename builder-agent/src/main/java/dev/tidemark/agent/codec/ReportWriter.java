package dev.tidemark.agent.codec;

import dev.tidemark.agent.attempt.AgentAction;
import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptState;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.EvaluatedJob;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.event.Pressure;
import dev.tidemark.schemas.event.Started;
import dev.tidemark.schemas.event.WorkspacePrepared;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.Envelopes;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import dev.tidemark.schemas.wire.Trace;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Writes what an agent says, and signs what must be. Thread-safe as the serdes are. */
public final class ReportWriter {

    private final Serializer<AgentReport> reports;
    private final AgentIdentity self;
    private final SigningKey key;
    private final Attestor attestor;
    private final Envelope announcement;

    /** @param key that the agent is enrolled with, or to be enrolled with */
    public ReportWriter(EventSerdes serdes, AgentIdentity self, SigningKey key) {
        this.reports = serdes.of(AgentReport.class).serializer();
        this.self = self;
        this.key = key;
        this.attestor = new Attestor(self.pool(), self.name(), self.incarnation());
        this.announcement = LifeAnnouncement.signed(attestor, key);
    }

    /** @param headers get the trace of the request that the report answers */
    public byte[] write(String topic, Headers headers, AgentAction.Report report) {
        trace(report).ifPresent(traceparent -> new Trace(traceparent).into(headers));
        return reports.serialize(topic, headers, event(report));
    }

    private static Optional<String> trace(AgentAction.Report report) {
        return switch (report) {
            case AgentAction.ReportBeat beat -> Optional.empty();
            case AgentAction.ReportStarted started -> started.traceparent();
            case AgentAction.ReportEvaluated evaluated -> evaluated.traceparent();
            case AgentAction.ReportFinished finished -> finished.traceparent();
        };
    }

    private AgentReport event(AgentAction.Report report) {
        AgentReport.Builder event = AgentReport.newBuilder()
                .setAgent(self.name())
                .setIncarnation(self.incarnation())
                .setPool(self.pool().toString());
        return switch (report) {
            case AgentAction.ReportBeat beat -> event.setBeat(beat(beat)).build();
            case AgentAction.ReportStarted started ->
                event.setStarted(new Started(started.attempt())).build();
            case AgentAction.ReportEvaluated evaluated ->
                event.setEvaluated(evaluated(evaluated)).build();
            case AgentAction.ReportFinished finished ->
                event.setResult(result(finished)).build();
        };
    }

    private Beat beat(AgentAction.ReportBeat beat) {
        return Beat.newBuilder()
                .setFeatures(self.features())
                .setSlots(self.slots())
                .setAttempts(beat.attempts().stream().map(ReportWriter::status).toList())
                .setCpus(self.machine().cpus())
                .setMemoryBytes(self.machine().memoryBytes())
                .setDiskBytes(beat.condition().diskBytes().orElse(0))
                .setDraining(beat.mood().draining())
                .setSets(self.abilities().sets())
                .setBuildMemoryBytes(self.buildMemoryBytes())
                .setSandbox(self.abilities().sandbox())
                .setLimits(self.abilities().limits())
                .setPressure(beat.condition()
                        .pressure()
                        .map(now -> new Pressure(now.cpu(), now.memory(), now.io()))
                        .orElse(null))
                .setHold(hold(beat.mood().hold()))
                .setLeaving(beat.mood().leaving())
                .setKey(key.publicKey().text())
                .setAnnouncement(announcement)
                .setGpus(self.gpus().stream().map(ReportWriter::gpu).toList())
                .build();
    }

    private static dev.tidemark.schemas.event.Gpu gpu(Gpu gpu) {
        return new dev.tidemark.schemas.event.Gpu(gpu.name(), gpu.architecture(), gpu.memoryBytes(), gpu.driver());
    }

    private static Hold hold(HoldBack.Hold hold) {
        return switch (hold) {
            case NONE -> Hold.NONE;
            case MEMORY -> Hold.MEMORY;
            case DISK -> Hold.DISK;
        };
    }

    private static AttemptStatus status(AgentAction.AttemptStatus status) {
        return new AttemptStatus(
                status.attempt(),
                switch (status.state()) {
                    case WAITING -> AttemptState.WAITING;
                    case RUNNING -> AttemptState.RUNNING;
                    case FINISHED -> AttemptState.FINISHED;
                });
    }

    /** What nobody would read, since it is too long, becomes a fault of the farm that says so, and names no input. */
    private Envelope result(AgentAction.ReportFinished finished) {
        List<BuildTask.Input> inputs = finished.task().inputs();
        Envelope whole = statement(finished, inputs).signed(key);
        int bytes = whole.getPayload().remaining();
        if (bytes <= Envelopes.MOST_BYTES) {
            return whole;
        }
        BuildOutcome tooLong = BuildOutcome.Failed.withoutLog(
                dev.tidemark.agent.build.FailureKind.AGENT_FAULT,
                "the result of %s has %d bytes with its %d inputs, and %d are taken of one: let it need fewer packages itself"
                        .formatted(finished.task().of(), bytes, inputs.size(), Envelopes.MOST_BYTES),
                finished.outcome().duration());
        return statement(
                        new AgentAction.ReportFinished(
                                finished.task(), tooLong, finished.endedAt(), finished.traceparent()),
                        List.of())
                .signed(key);
    }

    private BuildStatement statement(AgentAction.ReportFinished finished, List<BuildTask.Input> inputs) {
        BuildTask task = finished.task();
        Optional<Workspace.Published> in =
                task.workspace() instanceof Workspace.Published published ? Optional.of(published) : Optional.empty();
        BuildStatement.Built built = new BuildStatement.Built(
                task.of(),
                task.version(),
                task.recipeDigest(),
                in.map(Workspace.Published::digest),
                in.map(Workspace.Published::variant),
                inputs.stream()
                        .map(input -> new BuildStatement.Input(input.attribute(), input.outputHash(), input.trust()))
                        .toList(),
                finished.outcome() instanceof BuildOutcome.Succeeded succeeded
                        ? succeeded.derivation()
                        : Optional.empty());
        return new BuildStatement(attestor, built, finished.endedAt(), finished(finished));
    }

    private Finished finished(AgentAction.ReportFinished finished) {
        Finished.Builder event = Finished.newBuilder()
                .setAttempt(finished.task().attempt())
                .setBuildKey(finished.task().buildKey().hex())
                .setDurationMillis(finished.outcome().duration().toMillis());
        return switch (finished.outcome()) {
            case BuildOutcome.Succeeded succeeded ->
                event.setSuccess(new BuildSucceeded(succeeded.outputHash().hex(), succeeded.outputBytes()))
                        .build();
            case BuildOutcome.Prepared prepared ->
                event.setPrepared(new WorkspacePrepared(prepared.workspace().hex(), prepared.jobs()))
                        .build();
            case BuildOutcome.Failed failed -> event.setFailure(failure(failed)).build();
            case BuildOutcome.Cancelled cancelled -> throw new AssertionError("a cancelled build has nobody to tell");
        };
    }

    private static Evaluated evaluated(AgentAction.ReportEvaluated evaluated) {
        return new Evaluated(
                evaluated.attempt(),
                evaluated.chunk(),
                evaluated.jobs().stream().map(ReportWriter::job).toList());
    }

    private static EvaluatedJob job(dev.tidemark.workspace.EvaluatedJob job) {
        return EvaluatedJob.newBuilder()
                .setJob(IdentityCodec.jobRef(job.id()))
                .setVersion(job.version())
                .setTrust(IdentityCodec.trust(job.trust()))
                .setRecipeDigest(job.recipeDigest().hex())
                .setFeatures(FeatureCodec.named(job.features()))
                .setGpus(FeatureCodec.gpus(job.features()))
                .setMaintainers(job.maintainers())
                .setSentinel(job.sentinel())
                .setRefusal(job.refusal())
                .setNeeds(job.needs().stream().map(IdentityCodec::jobRef).toList())
                .build();
    }

    private Failure failure(BuildOutcome.Failed failed) {
        return new Failure(
                kind(failed.kind()),
                failed.message(),
                failed.logTail(),
                failed.logHash().map(Sha256::hex).orElse(null),
                failed.cause().fingerprint().hex(),
                self.name(),
                failed.phase(),
                failed.cause().lines(),
                failed.lostInputs());
    }

    private static FailureKind kind(dev.tidemark.agent.build.FailureKind kind) {
        return switch (kind) {
            case AGENT_FAULT -> FailureKind.AGENT_FAULT;
            case INPUT_LOST -> FailureKind.INPUT_LOST;
            case BUILD_FAILED -> FailureKind.BUILD_FAILED;
            case TEST_FAILED -> FailureKind.TEST_FAILED;
            case LOG_LIMIT -> FailureKind.LOG_LIMIT;
            case OUTPUT_LIMIT -> FailureKind.OUTPUT_LIMIT;
            case TIMED_OUT -> FailureKind.TIMED_OUT;
            case SILENT -> FailureKind.SILENT;
            case OUT_OF_MEMORY -> FailureKind.OUT_OF_MEMORY;
            case REFUSED -> FailureKind.REFUSED;
            case PIN_CONFLICT -> FailureKind.PIN_CONFLICT;
            case EVALUATION_FAILED -> FailureKind.EVALUATION_FAILED;
            case FETCH_FAILED -> FailureKind.FETCH_FAILED;
            case HASH_MISMATCH -> FailureKind.HASH_MISMATCH;
        };
    }
}
