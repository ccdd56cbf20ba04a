package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a beat means: who speaks, and what he knows against what he should know. */
final class HeardBeat {

    private final PoolDraft draft;
    private final DispatchEvent.Beat beat;

    HeardBeat(PoolDraft draft, DispatchEvent.Beat beat) {
        this.draft = draft;
        this.beat = beat;
    }

    void decide() {
        Agent known = draft.view().agents().get(beat.agent());
        if (known != null && isOver(known)) {
            fence("another agent named %s has started since: give each agent a name of its own (agent.name)"
                    .formatted(beat.agent()));
            return;
        }
        if (beat.leaving()) {
            leave(known);
            return;
        }
        OptionalInt enrolled = draft.policy().slotsOf(beat.agent());
        if (enrolled.isPresent() && beat.offer().slots() > enrolled.getAsInt()) {
            refuse(known, enrolled.getAsInt());
            return;
        }
        draft.heard(beat.agent());
        if (known == null) {
            draft.put(Agent.first(beat));
        } else if (!known.incarnation().equals(beat.incarnation())) {
            draft.put(known.replacedBy(beat));
            draft.giveUp(known);
        } else if (!known.offer().equals(beat.offer())) {
            draft.put(known.offering(beat.offer()));
        }
        compare();
    }

    /** Whether the life that beats is one that the agent's present one came after: by the broker's time of their first beats. */
    private boolean isOver(Agent known) {
        boolean another = !known.incarnation().equals(beat.incarnation());
        return another
                && (known.former().contains(beat.incarnation())
                        || beat.stampedAt().isBefore(known.since()));
    }

    /** In order: nobody need look for it, and what it had given back is wanted again at once. */
    private void leave(@Nullable Agent known) {
        if (known != null && known.incarnation().equals(beat.incarnation())) {
            draft.remove(known);
            draft.effect(new Effect.PublishAgent(new AgentStanding(known, 0, AgentStanding.State.LEFT, known.since())));
        }
    }

    private void fence(String reason) {
        draft.effect(new Effect.FenceAgent(beat.agent(), beat.incarnation(), reason));
    }

    /** What it builds is wanted again: an agent that offers more than it may is not to be trusted with it. */
    private void refuse(@Nullable Agent known, int enrolled) {
        String reason = "%s offers %d slots and is enrolled for %d"
                .formatted(beat.agent(), beat.offer().slots(), enrolled);
        String next =
                "set agent.slots to %d, or enrol it for more (dispatch.enrolled in planner.conf)".formatted(enrolled);
        fence(reason + ": " + next);
        if (known != null && known.incarnation().equals(beat.incarnation())) {
            draft.remove(known);
        }
        if (!draft.view().isRefused(beat.agent(), beat.incarnation())) {
            draft.change(new Fleeting.Refused(beat.agent(), beat.incarnation()));
            draft.tellOperators(OperatorNews.Kind.AGENT_REFUSED, beat.agent(), reason, next);
        }
    }

    private void compare() {
        TreeSet<String> mentioned = new TreeSet<>();
        for (DispatchEvent.KnownAttempt attempt : beat.attempts()) {
            mentioned.add(attempt.id());
            Demand demand = draft.demandOf(attempt.id());
            if (demand == null) {
                // Settled already, withdrawn, or another has taken its place: the agent forgets it, and stops it if it
                // runs.
                draft.effect(new Effect.SettleAttempt(beat.agent(), beat.incarnation(), attempt.id()));
            } else if (!demand.assigned()) {
                draft.put(demand.takenBack());
                if (demand.waiting().told() != null) {
                    draft.tellAll(demand, new News.Started(beat.agent()));
                }
            }
        }
        for (Demand demand : draft.assignedTo(beat.agent(), beat.incarnation())) {
            Attempt attempt = demand.attempt();
            if (attempt == null) {
                throw new AssertionError("what is assigned has an attempt");
            }
            if (mentioned.contains(attempt.id())) {
                mentioned(demand, attempt);
            } else {
                unmentioned(demand, attempt);
            }
        }
    }

    private void mentioned(Demand demand, Attempt attempt) {
        if (demand.waiting().told() != null) {
            draft.put(demand.takenBack());
            draft.tellAll(demand, new News.Started(beat.agent()));
        }
        if (draft.view().unmentioned(attempt.id()) > 0) {
            draft.change(new Fleeting.Unmentioned(attempt.id(), 0));
        }
    }

    private void unmentioned(Demand demand, Attempt attempt) {
        if (beat.offer().draining()) {
            // It takes nothing new, so it was given back, or will not be taken when it arrives.
            draft.put(demand.wantedAgain(draft.now()));
            return;
        }
        int beats = draft.view().unmentioned(attempt.id()) + 1;
        if (beats < draft.policy().resendAfterBeats()) {
            draft.change(new Fleeting.Unmentioned(attempt.id(), beats));
            return;
        }
        draft.change(new Fleeting.Unmentioned(attempt.id(), 0));
        if (beat.offer().suits(demand.needs())) {
            draft.effect(Assignment.request(demand, attempt));
        } else {
            draft.put(demand.wantedAgain(draft.now()));
        }
    }
}
