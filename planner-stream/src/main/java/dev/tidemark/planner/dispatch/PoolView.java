package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool as the core sees it. Rebuilt from the stores, kept up to date by {@link #apply}; belongs to one thread. What was
 * heard of an agent is not stored: after a restart every agent counts as just heard, so that nobody is given up for lost
 * because the dispatcher was away.
 */
public final class PoolView {

    private final Pool pool;
    private final Function<Sha256, Optional<Sha256>> evidence;
    private final Instant rebuiltAt;
    private final TreeMap<Sha256, Demand> demands = new TreeMap<>();
    private final TreeMap<String, Agent> agents = new TreeMap<>();
    private final Map<String, Sha256> keyOfAttempt = new HashMap<>();
    private final Map<String, Instant> heardAt = new HashMap<>();
    private final Map<String, Integer> unmentioned = new HashMap<>();
    private long nextAttempt = 1;

    /**
     * @param pool the pool
     * @param evidence looks up the output of a build key that was built before
     * @param rebuiltAt now
     */
    public PoolView(Pool pool, Function<Sha256, Optional<Sha256>> evidence, Instant rebuiltAt) {
        this.pool = pool;
        this.evidence = evidence;
        this.rebuiltAt = rebuiltAt;
    }

    /** Takes a change over. */
    public void apply(Change change) {
        switch (change) {
            case Change.DemandPut(Demand demand) -> {
                forgetAttempt(demands.put(demand.key(), demand));
                if (demand.attempt() != null) {
                    keyOfAttempt.put(demand.attempt().id(), demand.key());
                }
            }
            case Change.DemandRemoved(Sha256 key) -> forgetAttempt(demands.remove(key));
            case Change.AgentPut(Agent agent) -> agents.put(agent.name(), agent);
            case Change.AgentRemoved(String name) -> {
                agents.remove(name);
                heardAt.remove(name);
            }
            case Change.EvidenceFound evidenceFound -> {}
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

    private void forgetAttempt(@Nullable Demand former) {
        if (former != null && former.attempt() != null) {
            keyOfAttempt.remove(former.attempt().id());
            unmentioned.remove(former.attempt().id());
        }
    }

    public Pool pool() {
        return pool;
    }

    NavigableMap<Sha256, Demand> demands() {
        return demands;
    }

    NavigableMap<String, Agent> agents() {
        return agents;
    }

    Optional<Sha256> evidence(Sha256 key) {
        return evidence.apply(key);
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
        return (int)
                demands.values().stream().filter(demand -> !demand.assigned()).count();
    }

    /** How many agents are known. */
    public int agentCount() {
        return agents.size();
    }
}
