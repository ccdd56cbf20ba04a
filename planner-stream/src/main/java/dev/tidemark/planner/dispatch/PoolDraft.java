package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making. What is decided is tried out on the view itself, so that every further question is asked of one
 * place, and nothing is copied; {@link #takeBack} undoes all of it. Lives for one event.
 */
final class PoolDraft {

    private static final double MILLIS = 1000;

    private final PoolView view;
    private final DispatchPolicy policy;
    private final Instant now;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final TreeSet<Sha256> concerned = new TreeSet<>();
    private final long firstAttempt;
    private boolean allConcerned;

    PoolDraft(PoolView view, DispatchPolicy policy, Instant now) {
        this.view = view;
        this.policy = policy;
        this.now = now;
        this.firstAttempt = view.nextAttempt();
    }

    PoolView view() {
        return view;
    }

    DispatchPolicy policy() {
        return policy;
    }

    Instant now() {
        return now;
    }

    void change(Change change) {
        changes.add(change);
        undo.push(view.tryOut(change));
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    /** Puts it with the time at which it is to be looked at again. */
    void put(Demand demand) {
        Demand whole = demand.assigned() ? demand : waking(demand);
        change(new Change.DemandPut(whole));
        if (!whole.assigned()) {
            concerned.add(whole.key());
        }
    }

    private Demand waking(Demand demand) {
        Demand.Waiting how = demand.waiting();
        Instant at = null;
        if (how.retryAt() != null) {
            at = how.retryAt();
        } else if (how.told() != null) {
            at = how.stuck() ? null : how.since().plus(policy.stuckAfter());
        } else if (!demand.failures().avoid().isEmpty()) {
            at = how.since().plus(policy.retry().sameAgentAfter());
        }
        return demand.waiting(
                new Demand.Waiting(how.queued(), how.since(), how.told(), how.stuck(), how.retryAt(), at));
    }

    void put(Agent agent) {
        change(new Change.AgentPut(agent));
        allConcerned = true;
    }

    /** How its builds go makes a difference to what waits only when it gets nothing new, or again. */
    void put(Agent agent, Health health) {
        if (!health.equals(agent.health())) {
            change(new Change.AgentPut(agent.feeling(health)));
            allConcerned |= health.isQuarantined() != agent.health().isQuarantined();
        }
    }

    /** A wave comes, or has still so far to go. */
    void share(WaveId wave, double remainingSeconds) {
        Instant end = now.plusMillis(Math.round(remainingSeconds * MILLIS));
        WaveShare before = view.shares().get(wave);
        WaveShare after = before == null ? new WaveShare(wave, leastServed(), end) : before.endingAt(end);
        if (!after.equals(before)) {
            change(new Change.SharePut(after));
        }
    }

    /** One whose demands an earlier release kept has had nothing. */
    WaveShare share(WaveId wave) {
        WaveShare share = view.shares().get(wave);
        return share == null ? new WaveShare(wave, leastServed(), now) : share;
    }

    private double leastServed() {
        return view.shares().values().stream()
                .mapToDouble(WaveShare::seconds)
                .min()
                .orElse(0);
    }

    /** Those who want a build have had so much of an agent's time more, or less when it is negative. */
    void charge(Demand demand, double seconds) {
        List<WaveId> waves = demand.waves();
        for (WaveId wave : waves) {
            change(new Change.SharePut(share(wave).charged(seconds / waves.size())));
        }
    }

    /** A wave that wants nothing any more is forgotten. */
    void forget(WaveId wave) {
        if (view.wantedBy(wave) == 0 && view.shares().containsKey(wave)) {
            change(new Change.ShareRemoved(wave));
        }
    }

    void remove(Demand demand) {
        change(new Change.DemandRemoved(demand.key()));
        demand.waves().forEach(this::forget);
    }

    /** An agent may not go on. */
    void dismiss(Agent agent) {
        remove(agent, Departure.DISMISSED);
    }

    /** An agent goes: what it had is wanted again, and people see how it went. */
    void remove(Agent agent, Departure how) {
        AgentStanding.State state = switch (how) {
            case LEFT -> AgentStanding.State.LEFT;
            case LOST, DISMISSED -> AgentStanding.State.LOST;
        };
        effect(new Effect.PublishAgent(
                new AgentStanding(agent, 0, state, view.condition(agent.name()), agent.since())));
        change(new Change.AgentRemoved(agent.name(), how));
        allConcerned = true;
        for (Demand demand : assignedTo(agent.name(), agent.incarnation())) {
            put(demand.wantedAgain(now));
        }
    }

    /** An agent is heard. When nobody had been for a while, that was not the agents' silence, but for a beat of it. */
    void heard(String agent) {
        if (!view.enrolments().containsKey(agent)) {
            return; // Nobody's name is remembered who may not build.
        }
        if (isSuspect(agent)) {
            allConcerned = true;
            Instant last = view.agents().keySet().stream()
                    .map(view::heardAt)
                    .max(Comparator.naturalOrder())
                    .orElse(now);
            Duration quiet = Duration.between(last, now);
            if (quiet.compareTo(policy.suspectAfter()) >= 0) {
                Duration nobodys = quiet.minus(policy.beatInterval());
                List.copyOf(view.agents().keySet())
                        .forEach(other -> change(
                                new Fleeting.Heard(other, view.heardAt(other).plus(nobodys))));
            }
        }
        change(new Fleeting.Heard(agent, now));
    }

    /** Nothing is held against an agent any more: should it come to that again, operators are told again. */
    void trust(String agent) {
        if (view.isAnythingTold(agent)) {
            change(new Fleeting.ToldForgotten(agent));
        }
    }

    void tell(Wanter wanter, News news) {
        effects.add(new Effect.TellWave(wanter, news));
    }

    void tellAll(Demand demand, News news) {
        for (Want want : demand.wants()) {
            tell(want.wanter(), news);
        }
    }

    void tellOperators(OperatorNews.Kind kind, String subject, String message, String next) {
        effects.add(new Effect.TellOperators(new OperatorNews(kind, subject, message, next)));
    }

    @Nullable
    Demand demand(Sha256 key) {
        return view.demands().get(key);
    }

    /** The demand whose attempt this is; null when it is of none, or another attempt has taken its place. */
    @Nullable
    Demand demandOf(String attempt) {
        return view.keyOfAttempt(attempt).map(this::demand).orElse(null);
    }

    /** As it is now; a later change does not change the list. */
    List<Demand> assignedTo(String agent, String incarnation) {
        return view.assignedTo(agent).values().stream()
                .filter(demand -> demand.attempt() != null && demand.attempt().isBy(agent, incarnation))
                .toList();
    }

    /** A life of an agent is over: what it was building is wanted again. */
    void giveUp(Agent agent) {
        for (Demand demand : assignedTo(agent.name(), agent.incarnation())) {
            put(demand.wantedAgain(now));
        }
    }

    Duration silence(String agent) {
        return Duration.between(view.heardAt(agent), now);
    }

    boolean isSuspect(String agent) {
        return silence(agent).compareTo(policy.suspectAfter()) >= 0;
    }

    /** Whether it gets new builds, as soon as it has a slot. */
    boolean takesMore(Agent agent) {
        return agent.takesMore() && !isSuspect(agent.name());
    }

    /** What this event has changed of what waits, by key. */
    SortedSet<Sha256> concerned() {
        return concerned;
    }

    /** Something has changed for every build that waits. */
    void lookAtAll() {
        allConcerned = true;
    }

    boolean concernsAll() {
        return allConcerned;
    }

    DispatchDecision decision() {
        if (view.nextAttempt() != firstAttempt) {
            changes.add(new Change.AttemptsNumbered(view.nextAttempt()));
        }
        return new DispatchDecision(List.copyOf(changes), List.copyOf(effects));
    }

    /** The number of a new attempt. */
    long number() {
        long number = view.nextAttempt();
        undo.push(view.tryOut(new Change.AttemptsNumbered(number + 1)));
        return number;
    }

    /** The view is as it was. */
    void takeBack() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
