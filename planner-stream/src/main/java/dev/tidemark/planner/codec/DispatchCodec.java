package dev.tidemark.planner.codec;

import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AttemptStatus;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Fenced;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobFailed;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.JobStuck;
import dev.tidemark.schemas.event.JobSucceeded;
import dev.tidemark.schemas.event.JobWaiting;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What waves want, what agents say and are told, and what the dispatcher keeps. */
public final class DispatchCodec {

    private DispatchCodec() {}

    /** A wave wants a build. */
    public static DispatchEvent.Demanded demanded(JobDemand event, @Nullable String traceparent) {
        return new DispatchEvent.Demanded(
                new Wanter(
                        new WaveId(event.getWave()),
                        IdentityCodec.jobId(event.getJob()),
                        event.getTries(),
                        traceparent),
                EventCodec.spec(event.getSpec()),
                EventCodec.purpose(event.getPurpose()),
                EventCodec.urgency(event.getKind()),
                event.getRank(),
                event.getAvoid());
    }

    /**
     * An agent says something.
     *
     * @param stampedAt the broker's time of the record
     */
    public static DispatchEvent reported(AgentReport event, Instant stampedAt) {
        String agent = event.getAgent();
        String incarnation = event.getIncarnation();
        return Alternatives.exactlyOne(
                "a kind of report",
                event.getBeat()
                        .map(beat -> new DispatchEvent.Beat(
                                agent,
                                incarnation,
                                stampedAt,
                                beat.getFeatures(),
                                positive(beat.getSlots()),
                                beat.getAttempts().stream()
                                        .map(DispatchCodec::known)
                                        .toList())),
                event.getStarted().map(started -> new DispatchEvent.Started(agent, incarnation, started.getAttempt())),
                event.getFinished()
                        .map(finished -> new DispatchEvent.Finished(
                                agent,
                                incarnation,
                                finished.getAttempt(),
                                new Sha256(finished.getBuildKey()),
                                result(finished),
                                Duration.ofMillis(finished.getDurationMillis()))));
    }

    private static KnownAttempt known(AttemptStatus status) {
        boolean finished = switch (status.getState()) {
            case WAITING, RUNNING -> false;
            case FINISHED -> true;
            case UNKNOWN -> throw new NewerEventException("a state of an attempt");
        };
        return new KnownAttempt(status.getAttempt(), finished);
    }

    private static int positive(int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("an agent offers " + slots + " slots: it must offer at least 1");
        }
        return slots;
    }

    private static Result result(Finished finished) {
        return Alternatives.exactlyOne(
                "a kind of result",
                finished.getSuccess().map(success -> new Result.Built(new Sha256(success.getOutputHash()))),
                finished.getFailure().map(failure -> new Result.Failed(EventCodec.failure(failure))));
    }

    /** An agent is to build. */
    public static BuildRequest request(Pool pool, Effect.RequestBuild effect) {
        Attempt attempt = effect.attempt();
        Build build = new Build(attempt.id(), EventCodec.spec(effect.spec()), EventCodec.purpose(effect.purpose()));
        return to(pool, attempt.agent(), attempt.incarnation()).setBuild(build).build();
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
            case News.Started(String agent) ->
                event.setStarted(new JobStarted(agent)).build();
            case News.Built(Sha256 output, boolean reused, Duration duration, String agent) ->
                event.setSucceeded(new JobSucceeded(output.hex(), reused, duration.toMillis(), agent))
                        .build();
            case News.Failed(var failure) ->
                event.setFailed(new JobFailed(EventCodec.failure(failure), 0L)).build();
            case News.Waiting(String reason) ->
                event.setWaiting(new JobWaiting(reason)).build();
            case News.Stuck(String reason) ->
                event.setStuck(new JobStuck(reason, false)).build();
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

    /** A demand as it is kept. */
    public static DemandEntry entry(Demand demand) {
        Attempt attempt = demand.attempt();
        return DemandEntry.newBuilder()
                .setSpec(EventCodec.spec(demand.spec()))
                .setPurpose(EventCodec.purpose(demand.purpose()))
                .setKind(EventCodec.kind(demand.urgency()))
                .setRank(demand.rank())
                .setWanters(demand.wanters().stream()
                        .map(wanter -> new dev.tidemark.schemas.store.Wanter(
                                wanter.wave().value(),
                                IdentityCodec.jobRef(wanter.job()),
                                wanter.tries(),
                                wanter.traceparent()))
                        .toList())
                .setAttempt(
                        attempt == null
                                ? null
                                : new dev.tidemark.schemas.store.Attempt(
                                        attempt.id(), attempt.agent(), attempt.incarnation(), attempt.started()))
                .setAssigned(demand.assigned())
                .setFarmFailures(demand.farmFailures())
                .setDoubted(demand.doubted())
                .setAvoid(demand.avoid())
                .setWaitingSince(demand.waitingSince())
                .setTold(demand.told())
                .setStuck(demand.stuck())
                .build();
    }

    /** A demand as it was kept. */
    public static Demand demand(DemandEntry entry) {
        var spec = EventCodec.spec(entry.getSpec());
        return new Demand(
                spec.key(),
                spec,
                EventCodec.purpose(entry.getPurpose()),
                EventCodec.urgency(entry.getKind()),
                entry.getRank(),
                entry.getWanters().stream()
                        .map(wanter -> new Wanter(
                                new WaveId(wanter.getWave()),
                                IdentityCodec.jobId(wanter.getJob()),
                                wanter.getTries(),
                                wanter.getTraceparent().orElse(null)))
                        .toList(),
                entry.getAttempt()
                        .map(attempt -> new Attempt(
                                attempt.getAttempt(),
                                attempt.getAgent(),
                                attempt.getIncarnation(),
                                attempt.getStarted()))
                        .orElse(null),
                entry.getAssigned(),
                entry.getFarmFailures(),
                entry.getDoubted(),
                entry.getAvoid(),
                entry.getWaitingSince(),
                entry.getTold().orElse(null),
                entry.getStuck());
    }

    /** An agent as it is kept. */
    public static AgentEntry entry(Agent agent) {
        return new AgentEntry(agent.incarnation(), agent.since(), agent.former(), agent.features(), agent.slots());
    }

    /** An agent as it was kept. */
    public static Agent agent(String name, AgentEntry entry) {
        return new Agent(
                name,
                entry.getIncarnation(),
                entry.getSince(),
                entry.getFormer(),
                entry.getFeatures(),
                entry.getSlots());
    }
}
