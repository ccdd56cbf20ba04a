package dev.tidemark.planner.dispatch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The agents of a pool, with those that have a slot to give at hand. Agents of equal features are looked at together. */
final class Roster {

    private final TreeMap<String, Agent> agents = new TreeMap<>();
    private final Map<String, Integer> loads = new HashMap<>();
    private final Map<List<String>, Kind> kinds = new HashMap<>();
    private int slots;

    /** Agents of equal features. */
    private static final class Kind {
        private final TreeMap<String, Agent> members = new TreeMap<>();
        private final TreeSet<Seat> open = new TreeSet<>();
    }

    /** An agent with a free slot; the least loaded first. */
    private record Seat(double load, String agent) implements Comparable<Seat> {
        @Override
        public int compareTo(Seat other) {
            int byLoad = Double.compare(load, other.load);
            return byLoad != 0 ? byLoad : agent.compareTo(other.agent);
        }
    }

    NavigableMap<String, Agent> agents() {
        return Collections.unmodifiableNavigableMap(agents);
    }

    @Nullable
    Agent get(String name) {
        return agents.get(name);
    }

    /** How many builds all of them can run at once. */
    int slots() {
        return slots;
    }

    /** How many builds an agent is believed to have. */
    int load(String name) {
        return loads.getOrDefault(name, 0);
    }

    void put(Agent agent) {
        remove(agent.name());
        agents.put(agent.name(), agent);
        slots += agent.offer().slots();
        Kind kind = kinds.computeIfAbsent(agent.offer().features(), first -> new Kind());
        kind.members.put(agent.name(), agent);
        sit(agent, kind);
    }

    void remove(String name) {
        Agent former = agents.remove(name);
        if (former != null) {
            slots -= former.offer().slots();
            Kind kind = kind(former);
            kind.open.remove(seat(former));
            kind.members.remove(name);
            if (kind.members.isEmpty()) {
                kinds.remove(former.offer().features());
            }
        }
    }

    /** An agent has so many builds more. */
    void load(String name, int more) {
        Agent agent = agents.get(name);
        if (agent == null) {
            count(name, more);
            return;
        }
        Kind kind = kind(agent);
        kind.open.remove(seat(agent));
        count(name, more);
        sit(agent, kind);
    }

    private void count(String name, int more) {
        loads.merge(name, more, (before, added) -> before + added == 0 ? null : before + added);
    }

    private Kind kind(Agent agent) {
        Kind kind = kinds.get(agent.offer().features());
        if (kind == null) {
            throw new AssertionError("an agent that is known is among those of its features");
        }
        return kind;
    }

    private Seat seat(Agent agent) {
        return new Seat(load(agent.name()) / (double) agent.offer().slots(), agent.name());
    }

    private void sit(Agent agent, Kind kind) {
        if (agent.takesMore() && load(agent.name()) < agent.offer().slots()) {
            kind.open.add(seat(agent));
        }
    }

    /** The least loaded agent with a free slot that fits and may have it; empty when there is none. */
    Optional<Agent> free(Needs needs, Predicate<Agent> mayHaveIt) {
        Seat best = null;
        for (Map.Entry<List<String>, Kind> each : kinds.entrySet()) {
            if (each.getKey().containsAll(needs.features())) {
                best = better(best, each.getValue(), needs, mayHaveIt);
            }
        }
        return best == null ? Optional.empty() : Optional.ofNullable(agents.get(best.agent()));
    }

    private @Nullable Seat better(@Nullable Seat best, Kind kind, Needs needs, Predicate<Agent> mayHaveIt) {
        for (Seat seat : kind.open) {
            if (best != null && seat.compareTo(best) >= 0) {
                return best;
            }
            Agent agent = kind.members.get(seat.agent());
            if (agent != null && agent.hasMemory(needs) && mayHaveIt.test(agent)) {
                return seat;
            }
        }
        return best;
    }

    /** Whether any agent that fits, busy or not, is such a one. */
    boolean anyFitting(Needs needs, Predicate<Agent> such) {
        for (Map.Entry<List<String>, Kind> each : kinds.entrySet()) {
            if (each.getKey().containsAll(needs.features())) {
                for (Agent agent : each.getValue().members.values()) {
                    if (agent.hasMemory(needs) && such.test(agent)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Those that fit, busy or not, by name. */
    List<Agent> fitting(Needs needs) {
        List<Agent> all = new ArrayList<>();
        for (Agent agent : agents.values()) {
            if (agent.fits(needs)) {
                all.add(agent);
            }
        }
        return all;
    }
}
