package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.Condition;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Fenced;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvaluated;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobFailed;
import dev.tidemark.schemas.event.JobPrepared;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.JobStuck;
import dev.tidemark.schemas.event.JobSucceeded;
import dev.tidemark.schemas.event.JobWaiting;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.event.TurnedAway;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.AgentName;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What waves want and are told, and what agents say and are told. */
public final class DispatchCodec {

    /** So that a record stays far below what a broker takes. */
    private static final int MOST_ROWS = 500;

    private DispatchCodec() {}

    /** A wave wants a build, or not any more. */
    public static DispatchEvent demanded(JobDemand event, @Nullable String traceparent) {
        Wanter wanter = new Wanter(
                new WaveId(event.getWave()), IdentityCodec.jobId(event.getJob()), event.getTries(), traceparent);
        if (event.getWithdrawn()) {
            return new DispatchEvent.Withdrawn(wanter.wave(), wanter.job(), wanter.tries());
        }
        Want want = new Want(
                wanter,
                EventCodec.purpose(event.getPurpose()),
                EventCodec.urgency(event.getKind()),
                event.getRank(),
                event.getRemainingSeconds(),
                event.getBreakagesASecond(),
                event.getFailures());
        return new DispatchEvent.Demanded(
                want,
                EventCodec.spec(event.getSpec()),
                event.getAvoid(),
                event.getDoubted(),
                event.getExpectedSeconds());
    }

    /**
     * An agent says something that needs no signature, or whose signature was looked at.
     *
     * @param stampedAt the broker's time of the record
     */
    public static DispatchEvent reported(AgentReport event, Instant stampedAt) {
        String agent = AgentName.valid(event.getAgent());
        String incarnation = event.getIncarnation();
        return Alternatives.exactlyOne(
                "a kind of report",
                event.getBeat()
                        .map(beat -> new DispatchEvent.Beat(
                                agent,
                                incarnation,
                                stampedAt,
                                offer(beat),
                                beat.getAttempts().stream()
                                        .map(DispatchCodec::known)
                                        .toList(),
                                condition(beat),
                                beat.getLeaving())),
                event.getStarted().map(started -> new DispatchEvent.Started(agent, incarnation, started.getAttempt())),
                event.getEvaluated().map(part -> evaluated(agent, incarnation, part)),
                signed(event).map(signed -> {
                    throw new AssertionError("a result is read once it is verified");
                }));
    }

    /**
     * A result, which is yet to be verified; empty when the report is of another kind.
     *
     * @throws IllegalArgumentException when it is of several kinds
     */
    public static Optional<Envelope> signed(AgentReport event) {
        Optional<Envelope> result = event.getResult();
        if (result.isPresent()) {
            // Throws when it is of another kind as well.
            var unused = Alternatives.<Object>exactlyOne(
                    "a kind of report", result, event.getBeat(), event.getStarted(), event.getEvaluated());
        }
        return result;
    }

    /**
     * What an agent has signed of a build.
     *
     * @throws IllegalArgumentException when it is no answer to a build, or not to the one that it names
     */
    public static DispatchEvent.Finished finished(BuildStatement statement) {
        Finished finished = statement.finished();
        BuildStatement.Built built = statement.built();
        BuildSpec spec = new BuildSpec(
                built.of(),
                built.version(),
                statement.by().pool(),
                built.recipeDigest(),
                built.inputs().stream()
                        .map(input -> new BuildInput(input.attribute(), input.outputHash(), input.trust()))
                        .toList(),
                List.of());
        if (!spec.key().hex().equals(finished.getBuildKey()) && !isTooLongToTell(statement)) {
            throw new IllegalArgumentException("the build key is not the digest of what it says it was built from");
        }
        return new DispatchEvent.Finished(
                statement.by().agent(),
                statement.by().incarnation(),
                finished.getAttempt(),
                new Sha256(finished.getBuildKey()),
                result(finished),
                Duration.ofMillis(finished.getDurationMillis()));
    }

    /** Whether it says no more than that the farm failed: an agent names no input where there are too many for one result. */
    private static boolean isTooLongToTell(BuildStatement statement) {
        return statement.built().inputs().isEmpty()
                && statement
                        .finished()
                        .getFailure()
                        .filter(failure -> failure.getKind() == FailureKind.AGENT_FAULT)
                        .isPresent();
    }

    /** What an agent offers, when the report is a beat. */
    public static @Nullable Offer offer(AgentReport event) {
        return event.getBeat().map(DispatchCodec::offer).orElse(null);
    }

    /** The key that a beat says is the agent's; null when it says none, or it is none. */
    public static @Nullable AgentKey key(AgentReport event) {
        String text = event.getBeat().map(Beat::getKey).orElse("");
        try {
            return text.isEmpty() ? null : new AgentKey(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static DispatchEvent.Evaluated evaluated(String agent, String incarnation, Evaluated part) {
        if (part.getRows().size() > MOST_ROWS || part.getChunk() < 0) {
            throw new IllegalArgumentException("part %d of an evaluation has %d jobs: say at most %d at once"
                    .formatted(part.getChunk(), part.getRows().size(), MOST_ROWS));
        }
        return new DispatchEvent.Evaluated(
                agent, incarnation, part.getAttempt(), part.getChunk(), EventCodec.rows(part.getRows()));
    }

    private static KnownAttempt known(AttemptStatus status) {
        boolean finished = switch (status.getState()) {
            case WAITING, RUNNING -> false;
            case FINISHED -> true;
            case UNKNOWN -> throw new NewerEventException("a state of an attempt");
        };
        return new KnownAttempt(status.getAttempt(), finished);
    }

    private static Offer offer(Beat beat) {
        return new Offer(
                beat.getFeatures(),
                beat.getSets(),
                beat.getSlots(),
                beat.getCpus(),
                beat.getMemoryBytes(),
                beat.getBuildMemoryBytes(),
                EventCodec.gpus(beat.getGpus()),
                EventCodec.wish(beat.getDraining(), beat.getHold()),
                new Offer.Bounds(beat.getSandbox(), beat.getLimits()));
    }

    private static Condition condition(Beat beat) {
        return new Condition(
                beat.getDiskBytes(),
                beat.getPressure()
                        .map(now -> new Condition.Pressure(now.getCpu(), now.getMemory(), now.getIo()))
                        .orElse(null));
    }

    private static Result result(Finished finished) {
        return Alternatives.exactlyOne(
                "a kind of result",
                finished.getSuccess().map(success -> new Result.Built(new Sha256(success.getOutputHash()))),
                finished.getFailure().map(failure -> new Result.Failed(EventCodec.failure(failure))),
                finished.getPrepared()
                        .map(prepared -> new Result.Prepared(new Sha256(prepared.getWorkspace()), prepared.getRows())));
    }

    /** An agent is to build. */
    public static BuildRequest request(Pool pool, Effect.RequestBuild effect) {
        Attempt attempt = effect.attempt();
        Build build = new Build(attempt.id(), EventCodec.spec(effect.spec()), EventCodec.purpose(effect.purpose()));
        return to(pool, attempt.agent(), attempt.incarnation()).setBuild(build).build();
    }

    /** Who says that he is an agent is not heeded. */
    public static BuildRequest request(Pool pool, Effect.TurnAway effect) {
        return to(pool, effect.agent(), effect.incarnation())
                .setTurnedAway(new TurnedAway(effect.reason()))
                .build();
    }

    /** An agent may forget an attempt. */
    public static BuildRequest request(Pool pool, Effect.SettleAttempt effect) {
        return to(pool, effect.agent(), effect.incarnation())
                .setSettled(new Settled(effect.attempt()))
                .build();
    }

    /** A former life of an agent is to end. */
    public static BuildRequest request(Pool pool, Effect.FenceAgent effect) {
        return to(pool, effect.agent(), effect.incarnation())
                .setFenced(new Fenced(effect.reason()))
                .build();
    }

    private static BuildRequest.Builder to(Pool pool, String agent, String incarnation) {
        return BuildRequest.newBuilder()
                .setPool(pool.toString())
                .setAgent(agent)
                .setIncarnation(incarnation);
    }

    /** What one who wants a build is told. */
    public static JobEvent told(Wanter wanter, News news) {
        JobEvent.Builder event = JobEvent.newBuilder()
                .setWave(wanter.wave().value())
                .setJob(IdentityCodec.jobRef(wanter.job()))
                .setTries(wanter.tries());
        return switch (news) {
            case News.Started(String agent, String attempt) ->
                event.setStarted(new JobStarted(agent, attempt)).build();
            case News.Built(Sha256 output, boolean reused, Duration duration, String agent) ->
                event.setSucceeded(new JobSucceeded(output.hex(), reused, duration.toMillis(), agent))
                        .build();
            case News.Failed(var failure, Duration duration, var lostWorkspace) ->
                event.setFailed(new JobFailed(
                                EventCodec.failure(failure),
                                duration.toMillis(),
                                lostWorkspace == null ? null : lostWorkspace.hex()))
                        .build();
            case News.Evaluated(String attempt, int chunk, var rows) ->
                event.setEvaluated(new JobEvaluated(attempt, chunk, EventCodec.rowEvents(rows)))
                        .build();
            case News.Prepared(String attempt, Sha256 workspace, int rows, Duration duration, String agent) ->
                event.setPrepared(new JobPrepared(attempt, workspace.hex(), rows, duration.toMillis(), agent))
                        .build();
            case News.Waiting(String reason) ->
                event.setWaiting(JobWaiting.newBuilder().setReason(reason).build())
                        .build();
            case News.FailedByFarm(String reason, String attempt, var kind, String agent, var log) ->
                event.setWaiting(new JobWaiting(
                                reason, attempt, log == null ? null : log.hex(), EventCodec.kind(kind), agent))
                        .build();
            case News.Stuck(String reason, boolean nobodyFits) ->
                event.setStuck(new JobStuck(reason, nobodyFits)).build();
        };
    }

    /** What a wave is told whose demand could not be decided. */
    public static JobEvent refused(JobDemand event, String reason) {
        return JobEvent.newBuilder()
                .setWave(event.getWave())
                .setJob(event.getJob())
                .setTries(event.getTries())
                .setStuck(new JobStuck(reason, false))
                .build();
    }
}
