package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A decision in the making: the pool with what has been decided so far laid over it. Lives for one event. */
final class PoolDraft {

    private final PoolView view;
    private final DispatchPolicy policy;
    private final Instant now;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final TreeMap<Sha256, Optional<Demand>> demands = new TreeMap<>();
    private final TreeMap<String, Optional<Agent>> agents = new TreeMap<>();
    private long nextAttempt;
    private boolean allConcerned;

    PoolDraft(PoolView view, DispatchPolicy policy, Instant now) {
        this.view = view;
        this.policy = policy;
        this.now = now;
        this.nextAttempt = view.nextAttempt();
    }

    PoolView view() {
        return view;
    }

    void change(Change change) {
        if (change instanceof Change.AgentRemoved(String name)) {
            agents.put(name, Optional.empty());
        }
        changes.add(change);
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void put(Demand demand) {
        demands.put(demand.key(), Optional.of(demand));
        changes.add(new Change.DemandPut(demand));
    }

    void put(Agent agent) {
        agents.put(agent.name(), Optional.of(agent));
        changes.add(new Change.AgentPut(agent));
    }

    void remove(Sha256 key) {
        demands.put(key, Optional.empty());
        changes.add(new Change.DemandRemoved(key));
    }

    void tell(Wanter wanter, News news) {
        effects.add(new Effect.TellWave(wanter, news));
    }

    void tellAll(Demand demand, News news) {
        for (Wanter wanter : demand.wanters()) {
            tell(wanter, news);
        }
    }

    @Nullable
    Demand demand(Sha256 key) {
        Optional<Demand> decided = demands.get(key);
        return decided == null ? view.demands().get(key) : decided.orElse(null);
    }

    /** The demand whose attempt this is; null when it is of none, or another attempt has taken its place. */
    @Nullable
    Demand demandOf(String attempt) {
        Demand demand = view.keyOfAttempt(attempt).map(this::demand).orElse(null);
        return demand != null
                        && demand.attempt() != null
                        && demand.attempt().id().equals(attempt)
                ? demand
                : null;
    }

    List<Demand> assignedTo(String agent, String incarnation) {
        TreeMap<Sha256, Demand> all = new TreeMap<>(view.assignedTo(agent));
        demands.forEach((key, demand) -> demand.ifPresentOrElse(d -> all.put(key, d), () -> all.remove(key)));
        return all.values().stream()
                .filter(demand -> demand.assigned()
                        && demand.attempt() != null
                        && demand.attempt().isBy(agent, incarnation))
                .toList();
    }

    /** A life of an agent is over: what it was building is wanted again. */
    void giveUp(Agent agent, Instant at) {
        for (Demand demand : assignedTo(agent.name(), agent.incarnation())) {
            put(demand.wantedAgain(at));
        }
    }

    boolean isSuspect(String agent) {
        boolean heardNow = changes.stream()
                .anyMatch(change -> change instanceof Change.Heard(String name, var at) && name.equals(agent));
        return !heardNow && Duration.between(view.heardAt(agent), now).compareTo(policy.suspectAfter()) >= 0;
    }

    private List<Agent> agentsNow() {
        TreeMap<String, Agent> all = new TreeMap<>(view.agents());
        agents.forEach((name, agent) -> agent.ifPresentOrElse(a -> all.put(name, a), () -> all.remove(name)));
        return List.copyOf(all.values());
    }

    /** Something has changed for every build that waits. */
    void lookAtAll() {
        allConcerned = true;
    }

    /**
     * Gives waiting builds to agents until no slot or no build is left, and says why a build finds no agent. Builds that
     * this event does not concern are looked at only while there is a slot to give.
     */
    void assign() {
        List<Agent> present = agentsNow();
        Map<String, Integer> load = loads(present);
        boolean all = allConcerned || !agents.isEmpty();
        for (Demand demand : waitingNow()) {
            boolean concerned = all || demands.containsKey(demand.key());
            if (concerned || anySlot(present, load)) {
                assign(demand, present, load);
            } else if (demands.isEmpty()) {
                return;
            }
        }
    }

    private Map<String, Integer> loads(List<Agent> present) {
        Map<String, Integer> load = new TreeMap<>();
        for (Agent agent : present) {
            load.put(agent.name(), view.assignedTo(agent.name()).size());
        }
        demands.forEach((key, demand) -> {
            count(load, view.demands().get(key), -1);
            count(load, demand.orElse(null), 1);
        });
        return load;
    }

    private static void count(Map<String, Integer> load, @Nullable Demand demand, int by) {
        if (demand != null && demand.assigned() && demand.attempt() != null) {
            load.merge(demand.attempt().agent(), by, Integer::sum);
        }
    }

    private boolean anySlot(List<Agent> present, Map<String, Integer> load) {
        return present.stream().anyMatch(agent -> hasSlot(agent, load));
    }

    private boolean hasSlot(Agent agent, Map<String, Integer> load) {
        return load.getOrDefault(agent.name(), 0) < agent.slots() && !isSuspect(agent.name());
    }

    /** Most urgent first. */
    private Iterable<Demand> waitingNow() {
        if (demands.isEmpty()) {
            return List.copyOf(view.waitingDemands());
        }
        TreeSet<Demand> waiting = new TreeSet<>(view.waitingDemands());
        demands.forEach((key, demand) -> {
            Demand before = view.demands().get(key);
            if (before != null) {
                waiting.remove(before);
            }
            demand.filter(each -> !each.assigned()).ifPresent(waiting::add);
        });
        return waiting;
    }

    private void assign(Demand demand, List<Agent> present, Map<String, Integer> load) {
        List<Agent> fitting =
                present.stream().filter(agent -> agent.fits(demand)).toList();
        Optional<String> reason = whyNobodyBuilds(demand, present, fitting);
        if (reason.isPresent()) {
            if (!reason.get().equals(demand.told())) {
                put(demand.telling(reason.get(), demand.told() == null ? now : demand.waitingSince()));
                tellAll(demand, new News.Waiting(reason.get()));
            }
            return;
        }
        if (demand.told() != null) {
            put(demand.telling(null, now));
        }
        List<Agent> untried = fitting.stream()
                .filter(agent -> !demand.avoid().contains(agent.name()))
                .toList();
        (untried.isEmpty() ? fitting : untried)
                .stream()
                        .filter(agent -> hasSlot(agent, load))
                        .min(Comparator.<Agent>comparingDouble(
                                        agent -> load.getOrDefault(agent.name(), 0) / (double) agent.slots())
                                .thenComparing(Agent::name))
                        .ifPresent(agent -> assign(demand, agent, load));
    }

    private void assign(Demand demand, Agent agent, Map<String, Integer> load) {
        Attempt attempt =
                new Attempt(demand.key().brief(12) + "-" + nextAttempt, agent.name(), agent.incarnation(), false);
        nextAttempt++;
        Demand assigned = demand.assignedTo(attempt);
        put(assigned);
        effects.add(request(assigned, attempt));
        load.merge(agent.name(), 1, Integer::sum);
    }

    static Effect request(Demand demand, Attempt attempt) {
        return new Effect.RequestBuild(
                attempt,
                demand.spec(),
                demand.purpose(),
                demand.wanters().getFirst().traceparent());
    }

    /** Empty when an agent that fits is there, be it busy. */
    private Optional<String> whyNobodyBuilds(Demand demand, List<Agent> present, List<Agent> fitting) {
        if (present.isEmpty()) {
            return Optional.of("no agent serves the pool %s".formatted(view.pool()));
        }
        if (fitting.isEmpty()) {
            TreeSet<String> missing = new TreeSet<>(demand.spec().features());
            present.forEach(agent -> missing.removeAll(agent.features()));
            return Optional.of(
                    missing.isEmpty()
                            ? "no single agent of the pool %s has all of %s"
                                    .formatted(
                                            view.pool(),
                                            String.join(", ", demand.spec().features()))
                            : "no agent of the pool %s has the feature %s"
                                    .formatted(view.pool(), String.join(", ", missing)));
        }
        if (fitting.stream().allMatch(agent -> isSuspect(agent.name()))) {
            return Optional.of("nothing is heard of %s"
                    .formatted(
                            String.join(", ", fitting.stream().map(Agent::name).toList())));
        }
        return Optional.empty();
    }

    /**
     * Nobody has fitted for too long, or the agent that builds it is silent and nobody is there to take its place. The
     * demand stays: an agent that fits takes it whenever it comes, and the silent one may still answer.
     */
    void tellWhoeverIsStuck(Duration patience) {
        for (Demand demand : List.copyOf(view.demands().values())) {
            Optional<Demand> current = demands.getOrDefault(demand.key(), Optional.of(demand));
            current.filter(each -> !each.stuck()).ifPresent(each -> tellIfStuck(each, patience));
        }
    }

    private void tellIfStuck(Demand demand, Duration patience) {
        Attempt attempt = demand.attempt();
        if (demand.told() != null
                && Duration.between(demand.waitingSince(), now).compareTo(patience) >= 0) {
            tellStuck(demand, demand.told(), "start one that does (tidemark agent)");
        } else if (demand.assigned()
                && attempt != null
                && isSuspect(attempt.agent())
                && Duration.between(view.heardAt(attempt.agent()), now).compareTo(patience) >= 0) {
            tellStuck(
                    demand,
                    "nothing is heard of %s, which builds it".formatted(attempt.agent()),
                    "start it again (tidemark agent)");
        }
    }

    private void tellStuck(Demand demand, String reason, String next) {
        put(demand.tellingStuck(reason));
        tellAll(demand, new News.Stuck(reason + ": " + next));
    }

    DispatchDecision decision() {
        if (nextAttempt != view.nextAttempt()) {
            changes.add(new Change.AttemptsNumbered(nextAttempt));
        }
        return new DispatchDecision(List.copyOf(changes), List.copyOf(effects));
    }
}
