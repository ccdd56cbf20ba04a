package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
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
    private final TreeSet<Demand> waiting = new TreeSet<>(Demand.URGENT_FIRST);
    private final Map<String, TreeMap<Sha256, Demand>> assigned = new HashMap<>();
    private final TreeMap<String, Agent> agents = new TreeMap<>();
    private final Map<String, Sha256> keyOfAttempt = new HashMap<>();
    private final Map<String, Instant> heardAt = new HashMap<>();
    private final Map<String, Integer> unmentioned = new HashMap<>();
    private long nextAttempt = 1;

    /** What grows for ever and is looked up. */
    public interface Kept {
        /** The output of a build key that was built before. */
        Optional<Sha256> evidence(Sha256 key);

        /** How long a package's builds took before. */
        Optional<JobHistory> history(PackageId packageId);
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
            case Change.DemandPut(Demand demand) -> {
                forget(demands.put(demand.key(), demand));
                Attempt attempt = demand.attempt();
                if (!demand.assigned()) {
                    waiting.add(demand);
                } else if (attempt != null) {
                    assigned.computeIfAbsent(attempt.agent(), agent -> new TreeMap<>())
                            .put(demand.key(), demand);
                }
                if (attempt != null) {
                    keyOfAttempt.put(attempt.id(), demand.key());
                }
            }
            case Change.DemandRemoved(Sha256 key) -> forget(demands.remove(key));
            case Change.AgentPut(Agent agent) -> agents.put(agent.name(), agent);
            case Change.AgentRemoved(String name) -> {
                agents.remove(name);
                heardAt.remove(name);
            }
            case Change.EvidenceFound evidenceFound -> {}
            case Change.HistoryLearnt learnt -> {}
            case Change.AttemptsNumbered(long next) -> nextAttempt = next;
            case Change.Heard(String agent, Instant at) -> heardAt.put(agent, at);
            case Change.Unmentioned(String attempt, int beats) -> {
                if (beats == 0) {
                    unmentioned.remove(attempt);
                } else {
                    unmentioned.put(attempt, beats);
                }
            }
        }
    }

    private void forget(@Nullable Demand former) {
        if (former == null) {
            return;
        }
        waiting.remove(former);
        Attempt attempt = former.attempt();
        if (attempt != null) {
            keyOfAttempt.remove(attempt.id());
            unmentioned.remove(attempt.id());
            assigned.getOrDefault(attempt.agent(), new TreeMap<>()).remove(former.key());
        }
    }

    public Pool pool() {
        return pool;
    }

    NavigableMap<Sha256, Demand> demands() {
        return demands;
    }

    /** Those that no agent builds, most urgent first. */
    SortedSet<Demand> waitingDemands() {
        return waiting;
    }

    /** What an agent is believed to build, by key. */
    SortedMap<Sha256, Demand> assignedTo(String agent) {
        return assigned.getOrDefault(agent, new TreeMap<>());
    }

    NavigableMap<String, Agent> agents() {
        return agents;
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

    Instant heardAt(String agent) {
        return heardAt.getOrDefault(agent, rebuiltAt);
    }

    int unmentioned(String attempt) {
        return unmentioned.getOrDefault(attempt, 0);
    }

    /** The number of the next attempt. */
    public long nextAttempt() {
        return nextAttempt;
    }

    /** How many builds wait for an agent. */
    public int waiting() {
        return waiting.size();
    }

    /** How many agents are known. */
    public int agentCount() {
        return agents.size();
    }
}
