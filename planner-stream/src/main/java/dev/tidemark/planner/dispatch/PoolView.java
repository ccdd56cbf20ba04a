package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the core sees it. Rebuilt from the stores, kept up to date by {@link #apply}; belongs to one thread. What was
 * heard of an agent is not stored: after a restart every agent counts as just heard, so that nobody is given up for lost
 * because the dispatcher was away.
 */
public final class PoolView {

    private final Pool pool;
    private final Kept kept;
    private final Instant rebuiltAt;
    private final TreeMap<Sha256, Demand> demands = new TreeMap<>();
    private final Lanes lanes = new Lanes();
    private final TreeSet<Wake> wakes = new TreeSet<>();
    private final Map<String, TreeMap<Sha256, Demand>> assigned = new HashMap<>();
    private final Roster roster = new Roster();
    private final TreeMap<WaveId, WaveShare> shares = new TreeMap<>();
    private final Map<WaveId, Integer> wantedBy = new HashMap<>();
    private final Map<Asked, Sha256> keyOfWanter = new HashMap<>();
    private final Map<String, Sha256> keyOfAttempt = new HashMap<>();
    private final Map<String, Integer> stuckFor = new HashMap<>();
    private final Map<String, Instant> heardAt = new HashMap<>();
    private final Map<String, Fleeting.Unmentioned> unmentioned = new HashMap<>();

    private boolean lookedAround;
    private final TreeMap<String, Enrolment> enrolments = new TreeMap<>();
    private final Map<String, Set<Distrust>> told = new HashMap<>();
    private final Map<String, Fleeting.Doubted> doubted = new HashMap<>();
    private final Map<String, Condition> conditions = new HashMap<>();
    private final Map<String, Fleeting.Published> published = new HashMap<>();
    private int waiting;
    private @Nullable Instant lossToldAt;
    private long nextAttempt = 1;

    /** What grows for ever and is looked up. */
    public interface Kept {
        /** The output of a build key that was built before. */
        Optional<Sha256> evidence(Sha256 key);

        /** How a package's builds went before. */
        Optional<JobHistory> history(PackageId packageId);
    }

    /** When a build that waits is to be looked at again. */
    private record Wake(Instant at, Sha256 key) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    /** What a wave can take back. */
    private record Asked(WaveId wave, JobId job, int tries) {
        static Asked by(Want want) {
            Wanter wanter = want.wanter();
            return new Asked(wanter.wave(), wanter.job(), wanter.tries());
        }
    }

    /**
     * @param pool the pool
     * @param kept of this pool; reflects each change before the next event is decided
     * @param rebuiltAt now
     */
    public PoolView(Pool pool, Kept kept, Instant rebuiltAt) {
        this.pool = pool;
        this.kept = kept;
        this.rebuiltAt = rebuiltAt;
    }

    /** Takes a change over. */
    public void apply(Change change) {
        switch (change) {
            case Change.DemandPut(Demand demand) -> put(demand);
            case Change.DemandRemoved(Sha256 key) -> forget(demands.remove(key), null);
            case Change.AgentPut(Agent agent) -> roster.put(agent);
            case Change.AgentRemoved(String name, Departure how) -> {
                roster.remove(name);
                heardAt.remove(name);
                conditions.remove(name);
                published.remove(name);
            }
            case Change.EnrolmentPut(Enrolment enrolment) -> enrolments.put(enrolment.agent(), enrolment);
            case Change.EnrolmentRemoved(String agent) -> enrolments.remove(agent);
            case Change.EvidenceFound found -> {}
            case Change.EvidenceLost lost -> {}
            case Change.HistoryLearnt learnt -> {}
            case Change.AttemptsNumbered(long next) -> nextAttempt = next;
            case Change.LossTold(Instant at) -> lossToldAt = at;
            case Change.SharePut(WaveShare share) -> shares.put(share.wave(), share);
            case Change.ShareRemoved(WaveId wave) -> shares.remove(wave);
            case Fleeting.LookedAround() -> lookedAround = true;
            case Fleeting.Heard(String agent, Instant at) -> heardAt.put(agent, at);
            case Fleeting.Felt(String agent, Condition condition) -> conditions.put(agent, condition);
            case Fleeting.Unmentioned silence -> unmentioned.put(silence.attempt(), silence);
            case Fleeting.Mentioned(String attempt) -> unmentioned.remove(attempt);
            case Fleeting.Told(String agent, Distrust why) ->
                told.computeIfAbsent(agent, first -> EnumSet.noneOf(Distrust.class))
                        .add(why);
            case Fleeting.ToldForgotten(String agent) -> told.remove(agent);
            case Fleeting.Doubted last -> doubted.put(last.agent(), last);
            case Fleeting.Published last ->
                published.put(last.standing().agent().name(), last);
        }
    }

    /** Takes a change over for as long as a decision is in the making; what comes back undoes it. */
    Runnable tryOut(Change change) {
        Runnable undo = undoing(change);
        apply(change);
        return undo;
    }

    private Runnable undoing(Change change) {
        return switch (change) {
            case Change.DemandPut(Demand demand) -> undoing(demand.key());
            case Change.DemandRemoved(Sha256 key) -> undoing(key);
            case Change.AgentPut(Agent agent) -> {
                Agent before = roster.get(agent.name());
                yield before == null ? () -> roster.remove(agent.name()) : () -> roster.put(before);
            }
            case Change.AgentRemoved(String name, Departure how) -> {
                Agent before = roster.get(name);
                Instant heard = heardAt.get(name);
                Condition condition = conditions.get(name);
                Fleeting.Published last = published.get(name);
                yield () -> {
                    restore(heardAt, name, heard);
                    restore(conditions, name, condition);
                    restore(published, name, last);
                    if (before != null) {
                        roster.put(before);
                    }
                };
            }
            case Change.EnrolmentPut(Enrolment enrolment) -> undoing(enrolments, enrolment.agent());
            case Change.EnrolmentRemoved(String agent) -> undoing(enrolments, agent);
            case Change.EvidenceFound found -> () -> {};
            case Change.EvidenceLost lost -> () -> {};
            case Change.HistoryLearnt learnt -> () -> {};
            case Change.AttemptsNumbered numbered -> {
                long before = nextAttempt;
                yield () -> nextAttempt = before;
            }
            case Change.LossTold loss -> {
                Instant before = lossToldAt;
                yield () -> lossToldAt = before;
            }
            case Change.SharePut(WaveShare share) -> undoing(shares, share.wave());
            case Change.ShareRemoved(WaveId wave) -> undoing(shares, wave);
            case Fleeting.LookedAround() -> () -> lookedAround = false;
            case Fleeting.Heard(String agent, Instant at) -> undoing(heardAt, agent);
            case Fleeting.Felt(String agent, Condition condition) -> undoing(conditions, agent);
            case Fleeting.Unmentioned silence -> undoing(unmentioned, silence.attempt());
            case Fleeting.Mentioned(String attempt) -> undoing(unmentioned, attempt);
            case Fleeting.Told(String agent, Distrust why) -> undoingTold(agent);
            case Fleeting.ToldForgotten(String agent) -> undoingTold(agent);
            case Fleeting.Doubted last -> undoing(doubted, last.agent());
            case Fleeting.Published last ->
                undoing(published, last.standing().agent().name());
        };
    }

    private Runnable undoing(Sha256 key) {
        Demand before = demands.get(key);
        if (before == null) {
            return () -> forget(demands.remove(key), null);
        }
        Attempt attempt = before.attempt();
        Fleeting.Unmentioned silence = attempt == null ? null : unmentioned.get(attempt.id());
        return () -> {
            put(before);
            if (attempt != null) {
                restore(unmentioned, attempt.id(), silence);
            }
        };
    }

    private Runnable undoingTold(String agent) {
        Set<Distrust> before = told.get(agent);
        Set<Distrust> copy = before == null ? null : EnumSet.copyOf(before);
        return () -> restore(told, agent, copy);
    }

    private static <K, V> Runnable undoing(Map<K, V> map, K key) {
        V before = map.get(key);
        return () -> restore(map, key, before);
    }

    private static <K, V> void restore(Map<K, V> map, K key, @Nullable V before) {
        if (before == null) {
            map.remove(key);
        } else {
            map.put(key, before);
        }
    }

    private void put(Demand demand) {
        Attempt attempt = demand.attempt();
        forget(demands.put(demand.key(), demand), attempt);
        for (Want want : demand.wants()) {
            keyOfWanter.put(Asked.by(want), demand.key());
        }
        demand.waves().forEach(wave -> wantedBy.merge(wave, 1, Integer::sum));
        if (attempt != null) {
            keyOfAttempt.put(attempt.id(), demand.key());
        }
        Demand.Waiting how = demand.waiting();
        if (how.stuck() && how.told() != null) {
            stuckFor.merge(how.told(), 1, Integer::sum);
        }
        if (demand.assigned() && attempt != null) {
            assigned.computeIfAbsent(attempt.agent(), agent -> new TreeMap<>()).put(demand.key(), demand);
            roster.take(attempt.agent(), demand);
        } else {
            waiting++;
            if (how.wakesAt() != null) {
                wakes.add(new Wake(how.wakesAt(), demand.key()));
            }
            if (!demand.backsOff()) {
                lanes.add(demand);
            }
        }
    }

    /** @param next the attempt that takes the place of its attempt; null when none does */
    private void forget(@Nullable Demand former, @Nullable Attempt next) {
        if (former == null) {
            return;
        }
        for (Want want : former.wants()) {
            keyOfWanter.remove(Asked.by(want), former.key());
        }
        former.waves().forEach(wave -> wantedBy.merge(wave, -1, PoolView::sumOrNone));
        Attempt attempt = former.attempt();
        if (attempt != null) {
            keyOfAttempt.remove(attempt.id());
            if (next == null || !next.id().equals(attempt.id())) {
                unmentioned.remove(attempt.id());
            }
        }
        Demand.Waiting how = former.waiting();
        if (how.stuck() && how.told() != null) {
            stuckFor.merge(how.told(), -1, PoolView::sumOrNone);
        }
        if (former.assigned() && attempt != null) {
            TreeMap<Sha256, Demand> there = assigned.get(attempt.agent());
            if (there != null && there.remove(former.key()) != null && there.isEmpty()) {
                assigned.remove(attempt.agent());
            }
            roster.giveBack(attempt.agent(), former);
        } else {
            waiting--;
            if (how.wakesAt() != null) {
                wakes.remove(new Wake(how.wakesAt(), former.key()));
            }
            if (!former.backsOff()) {
                lanes.remove(former);
            }
        }
    }

    @SuppressWarnings("NullAway") // Map.merge takes an entry away whose new value is null.
    private static Integer sumOrNone(Integer before, Integer more) {
        return before + more == 0 ? null : before + more;
    }

    public Pool pool() {
        return pool;
    }

    NavigableMap<Sha256, Demand> demands() {
        return Collections.unmodifiableNavigableMap(demands);
    }

    Lanes lanes() {
        return lanes;
    }

    Roster roster() {
        return roster;
    }

    NavigableMap<String, Agent> agents() {
        return roster.agents();
    }

    /** What an agent is believed to build, by key. */
    SortedMap<Sha256, Demand> assignedTo(String agent) {
        TreeMap<Sha256, Demand> there = assigned.get(agent);
        return there == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(there);
    }

    /** What is to be looked at again by then, the earliest first. */
    List<Demand> wakingBy(Instant now) {
        List<Demand> due = new ArrayList<>();
        for (Wake wake : wakes) {
            Demand demand = demands.get(wake.key());
            if (wake.at().isAfter(now) || demand == null) {
                break;
            }
            due.add(demand);
        }
        return due;
    }

    Optional<Sha256> evidence(Sha256 key) {
        return kept.evidence(key);
    }

    Optional<JobHistory> history(PackageId packageId) {
        return kept.history(packageId);
    }

    Optional<Sha256> keyOfAttempt(String attempt) {
        return Optional.ofNullable(keyOfAttempt.get(attempt));
    }

    /** The key of what a wave asked for with a job and a try. */
    Optional<Sha256> keyOf(WaveId wave, JobId job, int tries) {
        return Optional.ofNullable(keyOfWanter.get(new Asked(wave, job, tries)));
    }

    /** What each wave that wants something has had, by wave. */
    SortedMap<WaveId, WaveShare> shares() {
        return Collections.unmodifiableSortedMap(shares);
    }

    /** How many builds a wave wants. */
    int wantedBy(WaveId wave) {
        return wantedBy.getOrDefault(wave, 0);
    }

    /** When operators were last told that the artifact store has lost something; empty when never. */
    public Optional<Instant> lossToldAt() {
        return Optional.ofNullable(lossToldAt);
    }

    /** How many builds are stuck for that reason. */
    int stuckFor(String reason) {
        return stuckFor.getOrDefault(reason, 0);
    }

    Instant heardAt(String agent) {
        return heardAt.getOrDefault(agent, rebuiltAt);
    }

    /** How an agent's machine is, as far as it was heard since this was read from what was kept. */
    Condition condition(String agent) {
        return conditions.getOrDefault(agent, Condition.UNKNOWN);
    }

    /** Whether all that waits was looked at once since this was read from what was kept. */
    boolean hasLookedAround() {
        return lookedAround;
    }

    /** The beats that did not mention an attempt; empty where the last one did. */
    Optional<Fleeting.Unmentioned> unmentioned(String attempt) {
        return Optional.ofNullable(unmentioned.get(attempt));
    }

    /** Who may build, by name. */
    public NavigableMap<String, Enrolment> enrolments() {
        return Collections.unmodifiableNavigableMap(enrolments);
    }

    /** Whether operators know that already. */
    boolean isTold(Fleeting.Told what) {
        return told.getOrDefault(what.agent(), Set.of()).contains(what.why());
    }

    boolean isAnythingTold(String agent) {
        return told.containsKey(agent);
    }

    /** Whether operators were told since then that this life of an agent does not find what others find. */
    boolean isDoubted(Agent agent, Instant since) {
        Fleeting.Doubted last = doubted.get(agent.name());
        return last != null
                && last.incarnation().equals(agent.incarnation())
                && last.at().isAfter(since);
    }

    /** Of how many names operators know that something is wrong with them. */
    int toldOf() {
        return told.size();
    }

    /** What people were last told of an agent, in this life of the process. */
    Optional<Fleeting.Published> published(String agent) {
        return Optional.ofNullable(published.get(agent));
    }

    /** The number of the next attempt. */
    public long nextAttempt() {
        return nextAttempt;
    }

    /** How many builds wait for an agent. */
    public int waiting() {
        return waiting;
    }

    /** Whether a change takes a build from an agent that has not answered it. Asked before the change is applied. */
    public boolean isExpiry(Change change) {
        if (!(change instanceof Change.DemandPut(Demand after)) || after.assigned() || after.attempt() == null) {
            return false;
        }
        Demand before = demands.get(after.key());
        return before != null && before.assigned();
    }

    /** What waits, by kind. Looks at all that is wanted. */
    public List<Queue> queues() {
        Map<Urgency, Queue> queues = new EnumMap<>(Urgency.class);
        for (Urgency urgency : Urgency.values()) {
            queues.put(urgency, new Queue(urgency, 0, Optional.empty()));
        }
        for (Demand demand : demands.values()) {
            if (!demand.assigned()) {
                queues.merge(
                        demand.urgency(),
                        new Queue(
                                demand.urgency(),
                                1,
                                Optional.of(demand.waiting().queued())),
                        Queue::and);
            }
        }
        return List.copyOf(queues.values());
    }

    /** How many agents are known. */
    public int agentCount() {
        return roster.agents().size();
    }
}
