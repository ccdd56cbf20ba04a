package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuNeed;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The agents of a pool, with those that have a slot to give at hand. Agents of equal features and sets are looked at together. */
final class Roster {

    private final TreeMap<String, Agent> agents = new TreeMap<>();
    private final Map<String, Load> loads = new HashMap<>();
    private final Map<Able, Kind> kinds = new HashMap<>();
    private int slots;

    /**
     * What an agent is believed to have.
     *
     * @param builds how many
     * @param soon how many of them, on average, end within a second, in millionths; a whole number, since what is added is taken
     *     away again
     * @param onGpus how many of them have GPUs, by what they ask of these
     */
    private record Load(int builds, long soon, Map<GpuNeed, Integer> onGpus) {
        private static final Load NONE = new Load(0, 0, Map.of());
        private static final long MILLION = 1_000_000;

        static Load of(Demand demand) {
            return new Load(
                    1,
                    Math.round(MILLION * Math.min(1, 1 / demand.estimate().seconds())),
                    demand.needs().gpus().map(need -> Map.of(need, 1)).orElse(Map.of()));
        }

        Load plus(Load more) {
            return new Load(builds + more.builds, soon + more.soon, with(more, 1));
        }

        Load minus(Load less) {
            return new Load(builds - less.builds, soon - less.soon, with(less, -1));
        }

        private Map<GpuNeed, Integer> with(Load other, int sign) {
            if (other.onGpus.isEmpty()) {
                return onGpus;
            }
            Map<GpuNeed, Integer> all = new HashMap<>(onGpus);
            other.onGpus.forEach((what, builds) -> all.merge(what, sign * builds, Integer::sum));
            all.values().removeIf(builds -> builds == 0);
            return all;
        }

        /** As many may wait at an agent as will begin within a second, so that no slot is idle while its agent is asked. */
        int ahead() {
            return (int) (soon / MILLION);
        }
    }

    /** What agents are able to build. */
    private record Able(List<String> features, List<String> sets) {
        static Able of(Agent agent) {
            return new Able(agent.offer().features(), agent.offer().sets());
        }
    }

    /** Agents of equal features and sets. */
    private static final class Kind {
        private final TreeMap<String, Agent> members = new TreeMap<>();
        private final TreeSet<Seat> open = new TreeSet<>();

        /** None is empty, and its members are alike in that. */
        boolean suits(Needs needs) {
            return members.firstEntry().getValue().offer().suits(needs);
        }
    }

    /** An agent that may have one more; the least loaded first, so that those with a free slot come before the others. */
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
        return loads.getOrDefault(name, Load.NONE).builds();
    }

    /** How many builds an agent may have at once, those that wait there included. */
    int room(Agent agent) {
        int slots = agent.offer().slots();
        return slots
                + Math.min(slots, loads.getOrDefault(agent.name(), Load.NONE).ahead());
    }

    void put(Agent agent) {
        remove(agent.name());
        agents.put(agent.name(), agent);
        slots += agent.offer().slots();
        Kind kind = kinds.computeIfAbsent(Able.of(agent), first -> new Kind());
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
                kinds.remove(Able.of(former));
            }
        }
    }

    /** An agent has a build more. */
    void take(String name, Demand demand) {
        load(name, before -> before.plus(Load.of(demand)));
    }

    /** An agent has a build less. */
    void giveBack(String name, Demand demand) {
        load(name, before -> before.minus(Load.of(demand)));
    }

    private void load(String name, UnaryOperator<Load> change) {
        Agent agent = agents.get(name);
        if (agent == null) {
            count(name, change);
            return;
        }
        Kind kind = kind(agent);
        kind.open.remove(seat(agent));
        count(name, change);
        sit(agent, kind);
    }

    private void count(String name, UnaryOperator<Load> change) {
        Load after = change.apply(loads.getOrDefault(name, Load.NONE));
        if (after.equals(Load.NONE)) {
            loads.remove(name);
        } else {
            loads.put(name, after);
        }
    }

    private Kind kind(Agent agent) {
        Kind kind = kinds.get(Able.of(agent));
        if (kind == null) {
            throw new AssertionError("an agent that is known is among those of its features");
        }
        return kind;
    }

    private Seat seat(Agent agent) {
        return new Seat(load(agent.name()) / (double) agent.offer().slots(), agent.name());
    }

    private void sit(Agent agent, Kind kind) {
        if (agent.takesMore() && load(agent.name()) < room(agent)) {
            kind.open.add(seat(agent));
        }
    }

    /** The least loaded agent with room that fits and may have it; empty when there is none. */
    Optional<Agent> free(Needs needs, Predicate<Agent> mayHaveIt) {
        Seat best = null;
        for (Kind kind : kinds.values()) {
            if (kind.suits(needs)) {
                best = better(best, kind, needs, mayHaveIt);
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
            if (agent != null && agent.isLargeEnough(needs) && hasGpu(agent, needs) && mayHaveIt.test(agent)) {
                return seat;
            }
        }
        return best;
    }

    /** Each build has its GPUs to itself. Of an agent that does not say which it has, its slots are believed. */
    private boolean hasGpu(Agent agent, Needs needs) {
        List<Gpu> gpus = agent.offer().gpus();
        if (needs.gpus().isEmpty() || gpus.isEmpty()) {
            return true;
        }
        Map<GpuNeed, Integer> builds =
                new HashMap<>(loads.getOrDefault(agent.name(), Load.NONE).onGpus());
        builds.merge(needs.gpus().get(), 1, Integer::sum);
        return GpuShares.suffice(gpus, builds);
    }

    /** Whether any agent that fits, busy or not, is such a one. */
    boolean anyFitting(Needs needs, Predicate<Agent> such) {
        for (Kind kind : kinds.values()) {
            if (kind.suits(needs)) {
                for (Agent agent : kind.members.values()) {
                    if (agent.isLargeEnough(needs) && such.test(agent)) {
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
