package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.Lanes.Lane;
import dev.tidemark.planner.dispatch.Lanes.Row;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives waiting builds to agents until no slot or no build is left, the most urgent that fits ({@link Priority}) to the least
 * loaded agent that it fits, and says why a build finds no agent. What it costs does not depend on how many builds wait: only
 * the first of each row of each lane is looked at.
 */
final class Assignment {

    private static final double MILLIS = 1000;
    /** The share of the time that a wave has left from which on a path presses. */
    private static final double PRESSING = 0.5;
    /** So far a wave may get ahead of the least served one by what presses, in seconds of each slot. */
    private static final double AHEAD = 30;

    private static final String ITS_TURN = "its turn: an agent that fits is there, and busy";

    private final PoolDraft draft;
    private final PoolView view;
    private final Obstacles obstacles;
    private final TreeSet<Sha256> freed = new TreeSet<>();
    private double leastServed;

    Assignment(PoolDraft draft) {
        this.draft = draft;
        this.view = draft.view();
        this.obstacles = new Obstacles(draft);
        this.leastServed = leastServed();
    }

    /** A build and whom it goes to. */
    private record Match(Priority priority, Agent agent) {}

    void make() {
        explain();
        for (Optional<Match> next = best(); next.isPresent(); next = best()) {
            give(next.get().priority().contender().demand(), next.get().agent());
        }
        tellWhoseTurnIsToCome();
    }

    private void explain() {
        for (Sha256 key : List.copyOf(draft.concerned())) {
            Demand demand = draft.demand(key);
            if (demand != null && !demand.assigned() && !demand.backsOff()) {
                explain(demand, obstacles.to(demand.needs()).orElse(null));
            }
        }
        if (draft.concernsAll()) {
            for (Lane lane : view.lanes().inOrder()) {
                String reason = obstacles.to(lane.needs()).orElse(null);
                if (reason == null ? lane.told() != null : !reason.equals(lane.told())) {
                    lane.demands().forEach(demand -> explain(demand, reason));
                }
            }
        }
    }

    /** @param reason why nobody builds it; null when somebody can */
    private void explain(Demand demand, @Nullable String reason) {
        Demand.Waiting how = demand.waiting();
        if (reason == null) {
            if (how.told() != null) {
                freed.add(demand.key());
                draft.put(demand.waiting(how.turn(draft.now())));
            }
        } else if (!reason.equals(how.told())) {
            draft.put(demand.waiting(new Demand.Waiting(
                    how.queued(), how.told() == null ? draft.now() : how.since(), reason, how.stuck(), null, null)));
            draft.tellAll(demand, new News.Waiting(reason));
        }
    }

    private Optional<Match> best() {
        leastServed = leastServed();
        Match best = null;
        for (Lane lane : view.lanes().all()) {
            if (lane.told() == null) {
                Optional<Agent> agent = agentFor(lane.needs());
                if (agent.isPresent()) {
                    Priority first = first(lane);
                    if (best == null || Priority.MOST_URGENT_FIRST.compare(first, best.priority()) < 0) {
                        best = new Match(first, agent.get());
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** One that it failed on only where no other that fits takes new builds. */
    private Optional<Agent> agentFor(Needs needs) {
        List<String> avoid = needs.avoid();
        boolean others = !avoid.isEmpty()
                && view.roster().anyFitting(needs, agent -> !avoid.contains(agent.name()) && draft.takesMore(agent));
        return view.roster().free(needs, agent -> draft.takesMore(agent) && !(others && avoid.contains(agent.name())));
    }

    private Priority first(Lane lane) {
        Priority first = null;
        for (Map.Entry<WaveId, Row> row : lane.rows().entrySet()) {
            Priority head = first(row.getKey(), row.getValue());
            if (first == null || Priority.MOST_URGENT_FIRST.compare(head, first) < 0) {
                first = head;
            }
        }
        if (first == null) {
            throw new AssertionError("no lane is empty");
        }
        return first;
    }

    private Priority first(WaveId wave, Row row) {
        Priority longest = priority(wave, row.longest());
        return longest.canWait() ? priority(wave, row.riskiest()) : longest;
    }

    /** How urgent a build is in the row of a wave. */
    Priority priority(WaveId wave, Contender contender) {
        WaveShare share = draft.share(wave);
        double budget = draft.policy().breakageBudget();
        double left = secondsLeft(share);
        if (budget > 0 && contender.remainingSeconds() < budget * left) {
            return new Priority(contender, share, Priority.Haste.CAN_WAIT);
        }
        boolean presses = contender.remainingSeconds() >= PRESSING * left
                && share.seconds() < leastServed + AHEAD * view.roster().slots();
        return new Priority(contender, share, presses ? Priority.Haste.PRESSES : Priority.Haste.CANNOT_WAIT);
    }

    /** What the wave has had that has had least of those with something waiting; endless where nobody waits. */
    private double leastServed() {
        double least = Double.POSITIVE_INFINITY;
        for (Lane lane : view.lanes().all()) {
            for (WaveId wave : lane.rows().keySet()) {
                least = Math.min(least, draft.share(wave).seconds());
            }
        }
        return least;
    }

    private double secondsLeft(WaveShare share) {
        double path = Duration.between(draft.now(), share.endsAt()).toMillis() / MILLIS;
        double work = view.lanes().expectedSeconds(share.wave())
                / Math.max(1, view.roster().slots());
        return Math.max(path, work);
    }

    private void give(Demand demand, Agent agent) {
        String id = demand.key().brief(12) + "-" + draft.number();
        Attempt attempt = new Attempt(id, agent.name(), agent.incarnation(), false);
        Demand assigned = demand.assignedTo(attempt);
        draft.put(assigned);
        draft.effect(request(assigned, attempt));
        draft.charge(demand, demand.estimate().seconds());
    }

    static Effect request(Demand demand, Attempt attempt) {
        return new Effect.RequestBuild(
                attempt,
                demand.spec(),
                demand.purpose(),
                demand.wants().getFirst().wanter().traceparent());
    }

    /** They were told of something worse. */
    private void tellWhoseTurnIsToCome() {
        for (Sha256 key : freed) {
            Demand demand = draft.demand(key);
            if (demand != null && !demand.assigned()) {
                draft.tellAll(demand, new News.Waiting(ITS_TURN));
            }
        }
    }
}
