package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.Departure;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must hold of every decision of a pool. */
final class PoolInvariants {

    private final Pool pool;
    private final PackageGraph graph;
    private final IntPredicate isBuilt;
    private final Consumer<String> violated;
    private final Map<String, AgentSpec> agents = new TreeMap<>();
    private final Set<Sha256> built = new HashSet<>();
    /** By build key: the attempt that counts. */
    private final Map<Sha256, String> attempts = new HashMap<>();
    /** By agent: when its last beat was heard. */
    private final Map<String, Long> heard = new HashMap<>();

    /** By build key: what waits or is being built. */
    private final Map<Sha256, Demand> demands = new HashMap<>();
    /** Those who said SECURITY. */
    private final Set<String> urgent = new HashSet<>();
    /** By build key: the workspaces that those who wanted it want it built in. */
    private final Map<Sha256, Set<Workspace>> workspaces = new HashMap<>();

    /** By name: who is known to be there. */
    private final Map<String, Agent> known = new HashMap<>();
    /** By build key: which agents did not find which inputs. */
    private final Map<Sha256, Map<String, Set<String>>> missed = new HashMap<>();

    private final Set<String> wanters = new HashSet<>();
    private final Set<String> withdrawn = new HashSet<>();

    PoolInvariants(Pool pool, PackageGraph graph, List<AgentSpec> agents, Consumer<String> violated) {
        this.pool = pool;
        this.graph = graph;
        this.isBuilt = graph.builtFor(pool.system());
        this.violated = violated;
        agents.forEach(agent -> this.agents.put(agent.name(), agent));
    }

    /**
     * What a policy comes to, at a moment.
     *
     * @param lively since when an agent must have been heard not to be lost, in milliseconds since 1970
     * @param farmTries how often the farm may fail a build
     */
    record Rule(long lively, int farmTries) {
        Rule(long now, DispatchPolicy policy) {
            this(now - policy.lostAfter().toMillis(), policy.farmTries());
        }
    }

    void check(Rule rule, DispatchEvent event, DispatchDecision decision) {
        if (event instanceof DispatchEvent.Finished finished
                && finished.result() instanceof DispatchEvent.Result.Failed(BuildFailure failure)
                && Objects.equals(attempts.get(finished.key()), finished.attempt())) {
            Map<String, Set<String>> of = missed.computeIfAbsent(finished.key(), first -> new HashMap<>());
            failure.lostInputs()
                    .forEach(input ->
                            of.computeIfAbsent(input, first -> new HashSet<>()).add(finished.agent()));
        }
        believesOneOnlyWhereThereIsNoOther(rule, event, decision);
        checkOthers(rule.lively(), event, decision);
    }

    /** What one agent does not find is lost only where no other that fits could look, or none has before the farm's last try. */
    private void believesOneOnlyWhereThereIsNoOther(Rule rule, DispatchEvent event, DispatchDecision decision) {
        if (!(event instanceof DispatchEvent.Finished finished)) {
            return;
        }
        Demand demand = demands.get(finished.key());
        for (Effect effect : decision.effects()) {
            if (demand == null
                    || !(effect
                            instanceof
                            Effect.TellWave(
                                    Wanter wanter,
                                    News.Failed(BuildFailure failure, var took, var lostWorkspace)))) {
                continue;
            }
            for (String input : failure.lostInputs()) {
                int named = missed.getOrDefault(finished.key(), Map.of())
                        .getOrDefault(input, Set.of())
                        .size();
                boolean lastTry = demand.failures().byFarm() + 1 >= rule.farmTries();
                if (named < 2 && !lastTry && another(finished.agent(), demand.spec())) {
                    violated.accept("%s was told that %s is lost, and nobody but %s has looked"
                            .formatted(name(wanter), input, finished.agent()));
                }
            }
        }
    }

    private boolean another(String agent, BuildSpec spec) {
        return known.values().stream()
                .filter(other -> !other.name().equals(agent))
                .filter(other -> other.health().quarantinedUntil() == null)
                .filter(other -> other.offer().wish() != Offer.Wish.DRAINING)
                .anyMatch(other -> other.offer().features().containsAll(GpuNeed.plain(spec.features())));
    }

    private void checkOthers(long lively, DispatchEvent event, DispatchDecision decision) {
        if (event instanceof DispatchEvent.Demanded demanded) {
            wanters.add(name(demanded.want().wanter()));
            if (demanded.want().urgency() == Urgency.SECURITY) {
                urgent.add(name(demanded.want().wanter()));
            }
            workspaces
                    .computeIfAbsent(demanded.spec().key(), first -> new HashSet<>())
                    .add(demanded.spec().workspace());
            withdrawn.remove(name(demanded.want().wanter()) + "#"
                    + demanded.want().wanter().tries());
        } else if (event instanceof DispatchEvent.Withdrawn gone) {
            withdrawn.add("%s of wave %s#%d".formatted(gone.job(), gone.wave(), gone.tries()));
        } else if (event instanceof DispatchEvent.Beat beat) {
            heard.put(beat.agent(), beat.stampedAt().toEpochMilli());
        }
        Set<String> earlier = new HashSet<>(attempts.values());
        decision.changes().forEach(change -> check(lively, event, change));
        for (Effect effect : decision.effects()) {
            check(effect);
            if (effect instanceof Effect.RequestBuild build
                    && !earlier.contains(build.attempt().id())) {
                inTurn(build);
            }
        }
    }

    private void check(long lively, DispatchEvent event, Change change) {
        switch (change) {
            case Change.DemandPut(Demand demand) -> {
                String attempt =
                        demand.attempt() == null ? null : demand.attempt().id();
                remember(demand.key(), attempt);
                demands.put(demand.key(), demand);
            }
            case Change.DemandRemoved(Sha256 key) -> {
                remember(key, null);
                demands.remove(key);
                missed.remove(key);
            }
            case Change.EvidenceFound(Sha256 key, Sha256 output) -> {
                if (event instanceof DispatchEvent.Finished finished
                        && !Objects.equals(attempts.get(key), finished.attempt())) {
                    violated.accept("the result of attempt %s was taken, which does not count any more"
                            .formatted(finished.attempt()));
                }
                built.add(key);
            }
            case Change.EvidenceLost(Sha256 key) -> built.remove(key);
            case Change.AgentRemoved(String name, Departure how) -> {
                known.remove(name);
                if (how == Departure.LOST && heard.getOrDefault(name, Long.MIN_VALUE) > lively) {
                    violated.accept("agent %s was given up for lost, and was heard a moment ago".formatted(name));
                }
            }
            case Change.AgentPut(Agent agent) -> known.put(agent.name(), agent);
            case Change.EnrolmentPut put -> {}
            case Change.EnrolmentRemoved removed -> {}
            case Change.HistoryLearnt learnt -> {}
            case Change.AttemptsNumbered numbered -> {}
            case Change.LossTold told -> {}
            case Change.SharePut put -> {}
            case Change.ShareRemoved removed -> {}
            case Fleeting fleeting -> {}
        }
    }

    private void remember(Sha256 key, @Nullable String attempt) {
        if (attempt == null) {
            attempts.remove(key);
        } else {
            attempts.put(key, attempt);
        }
    }

    private void check(Effect effect) {
        switch (effect) {
            case Effect.RequestBuild build -> {
                fits(build);
                notTwice(build);
                complete(build.spec());
                inAWorkspace(build.spec());
            }
            case Effect.TellWave(Wanter wanter, var news) -> {
                if (!wanters.contains(name(wanter))) {
                    violated.accept("%s was told %s by pool %s, which it asked for nothing"
                            .formatted(name(wanter), news, pool));
                }
                if (withdrawn.contains(name(wanter) + "#" + wanter.tries())) {
                    violated.accept("%s was told %s after it had been withdrawn".formatted(name(wanter), news));
                }
            }
            case Effect.SettleAttempt settled -> {}
            case Effect.FenceAgent fenced -> {}
            case Effect.TurnAway turned ->
                violated.accept("%s was turned away, and it is enrolled".formatted(turned.agent()));
            case Effect.PutAside aside -> violated.accept("a result was refused: " + aside.reason());
            case Effect.PublishHistory history -> {}
            case Effect.PublishAgent agent -> {}
            case Effect.TellOperators operators -> {}
        }
    }

    private void notTwice(Effect.RequestBuild build) {
        Sha256 key = build.spec().key();
        Demand demand = demands.get(key);
        boolean retried = demand != null && demand.wants().stream().anyMatch(want -> want.purpose() == Purpose.RETRY);
        if (built.contains(key) && !retried) {
            violated.accept("%s was built, and is asked for again as %s"
                    .formatted(build.spec().packageId(), build.purpose()));
        }
        if (!Objects.equals(attempts.get(key), build.attempt().id())) {
            violated.accept("%s was asked of %s while another attempt counts"
                    .formatted(build.spec().packageId(), build.attempt().agent()));
        }
    }

    private void fits(Effect.RequestBuild build) {
        AgentSpec agent = agents.get(build.attempt().agent());
        if (agent == null
                || !agent.pool().equals(pool)
                || !agent.pool().equals(build.spec().pool())
                || !agent.features().containsAll(build.spec().features())) {
            violated.accept("%s was asked of %s, which it does not fit"
                    .formatted(build.spec().packageId(), build.attempt().agent()));
        }
    }

    /** SECURITY before ROUTINE: what is given to an agent does not pass by anything more urgent that the agent could build now. */
    private void inTurn(Effect.RequestBuild build) {
        AgentSpec agent = agents.get(build.attempt().agent());
        Demand given = demands.get(build.spec().key());
        if (agent == null || given == null || isUrgent(given)) {
            return;
        }
        for (Demand passed : demands.values()) {
            if (isUrgent(passed)
                    && !passed.assigned()
                    && passed.waiting().retryAt() == null
                    && passed.failures().avoid().isEmpty()
                    && agent.features().containsAll(passed.spec().features())) {
                violated.accept("%s was asked of %s before %s, which is more urgent"
                        .formatted(
                                build.spec().packageId(),
                                agent.name(),
                                passed.spec().packageId()));
            }
        }
    }

    private boolean isUrgent(Demand demand) {
        return !urgent.isEmpty() && demand.wants().stream().anyMatch(want -> urgent.contains(name(want.wanter())));
    }

    private void inAWorkspace(BuildSpec spec) {
        if (!workspaces.getOrDefault(spec.key(), Set.of()).contains(spec.workspace())) {
            violated.accept("%s was asked for in a workspace of no wave that wanted it".formatted(spec.packageId()));
        }
    }

    /** A build has the outputs of all that its package needs. */
    private void complete(BuildSpec spec) {
        OptionalInt index = graph.indexOf(spec.packageId().attribute());
        if (index.isEmpty()) {
            return;
        }
        Set<String> inputs = spec.inputs().stream().map(BuildInput::attribute).collect(Collectors.toSet());
        spec.inputs().stream()
                .filter(input -> input.trust() == TrustDomain.UNFREE && pool.trust() == TrustDomain.FREE)
                .forEach(input -> violated.accept(
                        "%s is free and was to be built from %s, which is not".formatted(spec.packageId(), input)));
        for (int needed : graph.dependenciesOf(index.getAsInt())) {
            if (isBuilt.test(needed) && !inputs.contains(graph.attribute(needed))) {
                violated.accept("%s was asked for without %s".formatted(spec.packageId(), graph.attribute(needed)));
            }
        }
    }

    private static String name(Wanter wanter) {
        return "%s of wave %s".formatted(wanter.job(), wanter.wave());
    }
}
