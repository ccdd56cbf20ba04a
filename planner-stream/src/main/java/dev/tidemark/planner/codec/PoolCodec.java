package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.AgentStanding;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.Condition;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.Enrolment;
import dev.tidemark.planner.dispatch.Health;
import dev.tidemark.planner.dispatch.Missed;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.OperatorNews;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.dispatch.WaveShare;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.LossClaim;
import dev.tidemark.schemas.store.ShareEntry;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the dispatcher keeps of a pool, and what people are told of it. */
public final class PoolCodec {

    private static final double EARLIER_SECONDS = 79;

    private PoolCodec() {}

    /** A demand as it is kept. */
    public static DemandEntry entry(Demand demand) {
        Demand.Failures failures = demand.failures();
        Demand.Waiting waiting = demand.waiting();
        return DemandEntry.newBuilder()
                .setSpec(EventCodec.spec(demand.spec()))
                .setPurpose(EventCodec.purpose(demand.purpose()))
                .setKind(EventCodec.kind(demand.urgency()))
                .setRank(demand.rank())
                .setWanters(demand.wants().stream().map(PoolCodec::row).toList())
                .setAttempt(row(demand.attempt()))
                .setAssigned(demand.assigned())
                .setFarmFailures(failures.byFarm())
                .setDoubted(failures.doubted())
                .setAvoid(failures.avoid())
                .setAccused(failures.accused())
                .setMemoryAboveBytes(failures.memoryAbove())
                .setWaitingSince(waiting.since())
                .setTold(waiting.told())
                .setStuck(waiting.stuck())
                .setRetryAt(waiting.retryAt())
                .setWakesAt(waiting.wakesAt())
                .setQueuedSince(waiting.queued())
                .setExpectedSeconds(demand.estimate().seconds())
                .setFailureChance(demand.estimate().failureChance())
                .setClaims(failures.missed().claims().stream()
                        .map(claim -> new LossClaim(claim.agent(), claim.inputs(), claim.incarnation()))
                        .toList())
                .setRestored(failures.missed().restored())
                .setAgain(failures.missed().again())
                .build();
    }

    private static dev.tidemark.schemas.store.Wanter row(Want want) {
        Wanter wanter = want.wanter();
        return dev.tidemark.schemas.store.Wanter.newBuilder()
                .setWave(wanter.wave().value())
                .setJob(IdentityCodec.jobRef(wanter.job()))
                .setTries(wanter.tries())
                .setTraceparent(wanter.traceparent())
                .setPurpose(EventCodec.purpose(want.purpose()))
                .setKind(EventCodec.kind(want.urgency()))
                .setRank(want.rank())
                .setRemainingSeconds(want.remainingSeconds())
                .setBreakagesASecond(want.breakagesASecond())
                .setFailures(want.failures())
                .build();
    }

    private static dev.tidemark.schemas.store.@Nullable Attempt row(@Nullable Attempt attempt) {
        return attempt == null
                ? null
                : new dev.tidemark.schemas.store.Attempt(
                        attempt.id(), attempt.agent(), attempt.incarnation(), attempt.started());
    }

    /** A demand as it was kept, by an earlier release too. */
    public static Demand demand(DemandEntry entry) {
        var spec = EventCodec.spec(entry.getSpec());
        return new Demand(
                spec.key(),
                spec,
                entry.getWanters().stream().map(row -> want(row, entry)).toList(),
                new Demand.Estimate(
                        entry.getExpectedSeconds() > 0 ? entry.getExpectedSeconds() : EARLIER_SECONDS,
                        entry.getFailureChance()),
                entry.getAttempt()
                        .map(attempt -> new Attempt(
                                attempt.getAttempt(),
                                attempt.getAgent(),
                                attempt.getIncarnation(),
                                attempt.getStarted()))
                        .orElse(null),
                entry.getAssigned(),
                new Demand.Failures(
                        entry.getFarmFailures(),
                        entry.getDoubted(),
                        entry.getAvoid(),
                        entry.getAccused(),
                        entry.getMemoryAboveBytes(),
                        missed(entry)),
                new Demand.Waiting(
                        entry.getQueuedSince().orElse(entry.getWaitingSince()),
                        entry.getWaitingSince(),
                        entry.getTold().orElse(null),
                        entry.getStuck(),
                        entry.getRetryAt().orElse(null),
                        entry.getWakesAt().orElse(null)));
    }

    private static Missed missed(DemandEntry entry) {
        return new Missed(
                entry.getClaims().stream()
                        .map(claim -> new Missed.Claim(claim.getAgent(), claim.getIncarnation(), claim.getInputs()))
                        .toList(),
                entry.getRestored(),
                entry.getAgain());
    }

    private static Want want(dev.tidemark.schemas.store.Wanter row, DemandEntry whole) {
        Wanter wanter = new Wanter(
                new WaveId(row.getWave()),
                IdentityCodec.jobId(row.getJob()),
                row.getTries(),
                row.getTraceparent().orElse(null));
        boolean earlier = row.getKind() == BumpKind.UNKNOWN;
        Purpose purpose = EventCodec.purpose(earlier ? whole.getPurpose() : row.getPurpose());
        Urgency urgency = EventCodec.urgency(earlier ? whole.getKind() : row.getKind());
        int rank = earlier ? whole.getRank() : row.getRank();
        double remaining = earlier ? Math.max(1, rank) * EARLIER_SECONDS : row.getRemainingSeconds();
        return new Want(wanter, purpose, urgency, rank, remaining, row.getBreakagesASecond(), row.getFailures());
    }

    /** An agent as it is kept. */
    public static AgentEntry entry(Agent agent) {
        Offer offer = agent.offer();
        return AgentEntry.newBuilder()
                .setIncarnation(agent.incarnation())
                .setSince(agent.since())
                .setFormer(agent.former())
                .setFeatures(offer.features())
                .setSlots(offer.slots())
                .setCpus(offer.cpus())
                .setMemoryBytes(offer.memoryBytes())
                .setDraining(offer.wish() == Offer.Wish.DRAINING)
                .setSets(offer.sets())
                .setBuildMemoryBytes(offer.buildMemoryBytes())
                .setSandbox(offer.bounds().sandbox())
                .setLimits(offer.bounds().limits())
                .setHold(EventCodec.hold(offer.wish()))
                .setBadEnds(agent.health().ends().stream()
                        .map(end -> end == Health.End.BADLY)
                        .toList())
                .setQuarantinedUntil(agent.health().quarantinedUntil())
                .setGpus(EventCodec.gpuEvents(offer.gpus()))
                .build();
    }

    /** An agent as it was kept. */
    public static Agent agent(String name, AgentEntry entry) {
        List<Health.End> ends = entry.getBadEnds().stream()
                .map(bad -> bad ? Health.End.BADLY : Health.End.WELL)
                .toList();
        Instant quarantined = entry.getQuarantinedUntil().orElse(null);
        return new Agent(
                name,
                entry.getIncarnation(),
                entry.getSince(),
                entry.getFormer(),
                new Offer(
                        entry.getFeatures(),
                        entry.getSets(),
                        entry.getSlots(),
                        entry.getCpus(),
                        entry.getMemoryBytes(),
                        entry.getBuildMemoryBytes(),
                        EventCodec.gpus(entry.getGpus()),
                        EventCodec.wish(entry.getDraining(), entry.getHold()),
                        new Offer.Bounds(entry.getSandbox(), entry.getLimits())),
                new Health(ends, quarantined));
    }

    /**
     * Who may build, as it was decided.
     *
     * @throws IllegalArgumentException when no agent can be enrolled so
     */
    public static Enrolment enrolment(dev.tidemark.schemas.event.Enrolment event) {
        Enrolment.Maxima maxima = new Enrolment.Maxima(
                event.getSlots(),
                event.getCpus(),
                event.getMemoryBytes(),
                event.getFeatures().orElse(null));
        Enrolment.Standing standing = event.getRevoked()
                ? Enrolment.Standing.REVOKED
                : event.getDraining() ? Enrolment.Standing.DRAINING : Enrolment.Standing.SERVING;
        return new Enrolment(
                event.getAgent(),
                new AgentKey(event.getKey()),
                maxima,
                standing,
                event.getBy(),
                event.getReason(),
                event.getAt());
    }

    /** The same as it is kept. */
    public static dev.tidemark.schemas.event.Enrolment event(Pool pool, Enrolment enrolment) {
        Enrolment.Maxima maxima = enrolment.maxima();
        return dev.tidemark.schemas.event.Enrolment.newBuilder()
                .setPool(pool.toString())
                .setAgent(enrolment.agent())
                .setKey(enrolment.key().text())
                .setSlots(maxima.slots())
                .setCpus(maxima.cpus())
                .setMemoryBytes(maxima.memoryBytes())
                .setFeatures(maxima.features())
                .setRevoked(enrolment.standing() == Enrolment.Standing.REVOKED)
                .setDraining(enrolment.standing() == Enrolment.Standing.DRAINING)
                .setBy(enrolment.by())
                .setReason(enrolment.reason())
                .setAt(enrolment.at())
                .build();
    }

    /** A share as it is kept. */
    public static ShareEntry entry(WaveShare share) {
        return new ShareEntry(share.seconds(), share.endsAt());
    }

    /** A share as it was kept. */
    public static WaveShare share(String wave, ShareEntry entry) {
        return new WaveShare(new WaveId(wave), entry.getSeconds(), entry.getEndsAt());
    }

    /** What people are told of an agent. */
    public static dev.tidemark.schemas.event.Agent event(Pool pool, AgentStanding standing) {
        Agent agent = standing.agent();
        Offer offer = agent.offer();
        return new dev.tidemark.schemas.event.Agent(
                pool.toString(),
                agent.name(),
                agent.incarnation(),
                switch (standing.state()) {
                    case FREE -> AgentState.FREE;
                    case BUSY -> AgentState.BUSY;
                    case HELD -> AgentState.HELD;
                    case DRAINING -> AgentState.DRAINING;
                    case QUARANTINED -> AgentState.QUARANTINED;
                    case SUSPECT -> AgentState.SUSPECT;
                    case LOST -> AgentState.LOST;
                    case LEFT -> AgentState.LEFT;
                },
                standing.until(),
                offer.features(),
                offer.slots(),
                standing.busy(),
                offer.cpus(),
                offer.memoryBytes(),
                offer.sets(),
                offer.buildMemoryBytes(),
                offer.bounds().sandbox(),
                offer.bounds().limits(),
                EventCodec.gpuEvents(offer.gpus()),
                EventCodec.hold(offer.wish()),
                standing.condition().diskBytes(),
                pressure(standing.condition().pressure()));
    }

    static dev.tidemark.schemas.event.@Nullable Pressure pressure(Condition.@Nullable Pressure pressure) {
        return pressure == null
                ? null
                : new dev.tidemark.schemas.event.Pressure(pressure.cpu(), pressure.memory(), pressure.io());
    }

    /** What operators are told of a pool where nothing happens because of the time. */
    public static OperatorEvent tickFailed(String pool, String reason, Instant at) {
        return new OperatorEvent(
                OperatorEventKind.TICK_FAILED,
                pool,
                ("what it means for the pool %s that time passes cannot be decided (%s): nobody is found lost there"
                                + " and nothing is tried again until it can; what agents say still counts")
                        .formatted(pool, reason),
                "report it with what the planner's log says of it; `tidemark agent list` shows what agents still do",
                at);
    }

    /** What operators are told. */
    public static OperatorEvent event(OperatorNews news, Instant at) {
        OperatorEventKind kind = switch (news.kind()) {
            case AGENT_LOST -> OperatorEventKind.AGENT_LOST;
            case AGENT_QUARANTINED -> OperatorEventKind.AGENT_QUARANTINED;
            case AGENT_REFUSED -> OperatorEventKind.AGENT_REFUSED;
            case RESULT_REFUSED -> OperatorEventKind.RESULT_REFUSED;
            case NOBODY_FITS -> OperatorEventKind.NOBODY_FITS;
            case STORE_DOUBTED -> OperatorEventKind.STORE_DOUBTED;
            case ARTIFACT_LOST -> OperatorEventKind.ARTIFACT_LOST;
            case FETCH_FAILED -> OperatorEventKind.FETCH_FAILED;
        };
        return new OperatorEvent(kind, news.subject(), news.message(), news.next(), at);
    }
}
