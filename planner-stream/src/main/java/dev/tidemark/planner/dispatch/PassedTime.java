package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What it means that time has passed: who is lost or trusted again, what is tried again, and what is stuck. */
final class PassedTime {

    private static final String START_ONE = "start one that does (`tidemark agent`)";

    /** How a machine is changes with every beat: people are told of that alone no more often, once they know it. */
    private static final Duration CONDITION_TOLD_EVERY = Duration.ofSeconds(30);

    private final PoolDraft draft;
    private final PoolView view;
    private final DispatchPolicy policy;

    PassedTime(PoolDraft draft) {
        this.draft = draft;
        this.view = draft.view();
        this.policy = draft.policy();
    }

    void decide() {
        boolean anybodyHeard = view.agents().keySet().stream().anyMatch(agent -> !draft.isSuspect(agent));
        for (Agent agent : List.copyOf(view.agents().values())) {
            if (anybodyHeard && draft.silence(agent.name()).compareTo(policy.lostAfter()) >= 0) {
                lose(agent);
            } else {
                Instant until = agent.health().quarantinedUntil();
                if (until != null && !until.isAfter(draft.now())) {
                    draft.put(agent, Health.GOOD);
                }
            }
        }
        draft.lookAtAll();
        Obstacles obstacles = new Obstacles(draft);
        view.wakingBy(draft.now()).forEach(demand -> wake(demand, obstacles));
        view.agents().keySet().stream()
                .filter(agent -> draft.silence(agent).compareTo(policy.stuckAfter()) >= 0)
                .toList()
                .forEach(this::stuckAt);
    }

    private void lose(Agent agent) {
        String name = agent.name();
        draft.remove(agent, Departure.LOST);
        draft.tellOperators(
                OperatorNews.Kind.AGENT_LOST,
                name,
                "nothing was heard of %s for %s: what it was building is given to others"
                        .formatted(name, policy.lostAfter()),
                "look at its machine, then start it again: `tidemark agent`");
    }

    private void wake(Demand demand, Obstacles obstacles) {
        Demand.Failures failures = demand.failures();
        if (demand.backsOff()) {
            draft.put(demand.waiting(demand.waiting().turn(draft.now())));
        } else if (demand.waiting().told() == null) {
            draft.put(demand.with(onAny(failures, failures.memoryAbove())));
        } else if (failures.memoryAbove() > 0
                && obstacles.to(demand.needs().withAnyMemory()).isEmpty()) {
            // No larger machine came: once more where it ran out, and then as the package's failure.
            draft.put(demand.with(onAny(failures, 0)));
        } else if (isAwaited(demand)) {
            Demand.Waiting how = demand.waiting();
            draft.put(demand.waiting(new Demand.Waiting(how.queued(), draft.now(), how.told(), false, null, null)));
        } else {
            // Whoever comes may have it: a larger machine has been awaited for long enough.
            Demand anybodys = demand.with(onAny(failures, 0));
            tellStuck(anybodys, demand.waiting().told(), START_ONE, OperatorNews.Kind.NOBODY_FITS);
        }
    }

    /** An agent fits and is heard, and will be trusted again: nobody need start one. */
    private boolean isAwaited(Demand demand) {
        return view.roster()
                .anyFitting(
                        demand.needs().avoidingNobody(),
                        agent -> agent.health().isQuarantined() && !draft.isSuspect(agent.name()));
    }

    private static Demand.Failures onAny(Demand.Failures failures, long memoryAbove) {
        return new Demand.Failures(
                failures.byFarm(), failures.doubted(), List.of(), failures.accused(), memoryAbove, failures.missed());
    }

    /** The agent that builds it is silent and nobody is there to take its place; it may still answer. */
    private void stuckAt(String agent) {
        for (Demand demand : List.copyOf(view.assignedTo(agent).values())) {
            if (!demand.waiting().stuck()) {
                tellStuck(
                        demand,
                        "nothing is heard of %s, which builds it".formatted(agent),
                        "start it again (`tidemark agent`)",
                        OperatorNews.Kind.AGENT_LOST);
            }
        }
    }

    /** The demand stays: an agent that fits takes it whenever it comes. Operators hear of a reason once, not of every job. */
    private void tellStuck(Demand demand, @Nullable String reason, String next, OperatorNews.Kind kind) {
        if (reason == null) {
            throw new AssertionError("what is stuck is stuck for a reason");
        }
        if (view.stuckFor(reason) == 0) {
            draft.tellOperators(kind, view.pool().toString(), reason, next);
        }
        Demand.Waiting how = demand.waiting();
        draft.put(demand.waiting(new Demand.Waiting(how.queued(), how.since(), reason, true, null, null)));
        draft.tellAll(demand, new News.Stuck(reason + ": " + next, true));
    }

    /** Tells people of every agent that stands differently than they were told. */
    void publish() {
        for (Agent agent : view.agents().values()) {
            AgentStanding standing = standing(agent);
            if (isNews(standing, view.published(agent.name()))) {
                draft.change(new Fleeting.Published(standing, draft.now()));
                draft.effect(new Effect.PublishAgent(standing));
            }
        }
    }

    private boolean isNews(AgentStanding standing, Optional<Fleeting.Published> last) {
        if (last.isEmpty()) {
            return true;
        }
        AgentStanding told = last.get().standing();
        Condition now = standing.condition();
        return !told.in(now).equals(standing)
                || (told.condition().isFarFrom(now)
                        && (told.condition().equals(Condition.UNKNOWN)
                                || !draft.now().isBefore(last.get().at().plus(CONDITION_TOLD_EVERY))));
    }

    private AgentStanding standing(Agent agent) {
        int busy = Math.min(view.roster().load(agent.name()), agent.offer().slots());
        Instant quarantined = agent.health().quarantinedUntil();
        AgentStanding.State state;
        if (draft.isSuspect(agent.name())) {
            state = AgentStanding.State.SUSPECT;
        } else if (quarantined != null) {
            state = AgentStanding.State.QUARANTINED;
        } else if (agent.offer().draining()) {
            state = AgentStanding.State.DRAINING;
        } else if (agent.offer().wish() != Offer.Wish.MORE) {
            state = AgentStanding.State.HELD;
        } else {
            state = busy >= agent.offer().slots() ? AgentStanding.State.BUSY : AgentStanding.State.FREE;
        }
        return new AgentStanding(
                agent,
                busy,
                state,
                view.condition(agent.name()),
                state == AgentStanding.State.QUARANTINED && quarantined != null ? quarantined : agent.since());
    }
}
