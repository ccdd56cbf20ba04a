package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        Enrolment enrolment = draft.view().enrolments().get(beat.agent());
        if (enrolment == null) {
            distrust(Distrust.NOT_ENROLLED, "");
            return;
        }
        if (enrolment.isRevoked()) {
            distrust(Distrust.REVOKED, "");
            return;
        }
        Optional<String> excess = enrolment.maxima().excess(beat.offer());
        if (excess.isPresent()) {
            distrust(Distrust.EXCESSIVE, excess.get());
            return;
        }
        know(known, enrolment.of(beat.offer()));
        compare();
    }

    private void know(@Nullable Agent known, Offer offer) {
        draft.heard(beat.agent());
        if (known == null) {
            draft.put(Agent.first(beat, offer));
        } else if (!known.incarnation().equals(beat.incarnation())) {
            draft.put(known.replacedBy(beat, offer));
            draft.giveUp(known);
        } else if (!known.offer().equals(offer)) {
            draft.put(known.offering(offer));
        }
        if (!draft.view().condition(beat.agent()).equals(beat.condition())) {
            draft.change(new Fleeting.Felt(beat.agent(), beat.condition()));
        }
        draft.trust(beat.agent());
    }

    private void distrust(Distrust why, String detail) {
        new HeardStranger(
                        draft,
                        new DispatchEvent.Distrusted(
                                beat.agent(),
                                beat.incarnation(),
                                DispatchEvent.Distrusted.About.LIFE,
                                why,
                                detail,
                                null,
                                beat.offer()))
                .decide();
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
            draft.remove(known, Departure.LEFT);
        }
    }

    private void fence(String reason) {
        draft.effect(new Effect.FenceAgent(beat.agent(), beat.incarnation(), reason));
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
                    draft.tellAll(demand, new News.Started(beat.agent(), attempt.id()));
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
            draft.tellAll(demand, new News.Started(beat.agent(), attempt.id()));
        }
        if (draft.view().unmentioned(attempt.id()).isPresent()) {
            draft.change(new Fleeting.Mentioned(attempt.id()));
        }
    }

    /**
     * How much it means that a beat does not mention an attempt. One that waited to be heard says little of what was asked for
     * meanwhile; but it counts, for the broker's clock, by which it is old, may be behind this planner's.
     */
    private int weight() {
        boolean waited =
                beat.stampedAt().isBefore(draft.now().minus(draft.policy().beatInterval()));
        return waited ? draft.policy().resendAfterBeats() : draft.policy().lostAfterBeats();
    }

    private void unmentioned(Demand demand, Attempt attempt) {
        if (beat.offer().draining()) {
            // It takes nothing new, so it was given back, or will not be taken when it arrives.
            draft.put(demand.wantedAgain(draft.now()));
            return;
        }
        Fleeting.Unmentioned silence = draft.view()
                .unmentioned(attempt.id())
                .orElseGet(() -> new Fleeting.Unmentioned(attempt.id(), 0, 0, draft.now()))
                .and(weight());
        if (silence.weight()
                < draft.policy().resendAfterBeats() * draft.policy().lostAfterBeats()) {
            draft.change(silence);
        } else if (!beat.offer().suits(demand.needs())) {
            draft.put(demand.wantedAgain(draft.now()));
        } else if (isGivenUp(silence)) {
            notTakenUp(demand, attempt, silence);
        } else {
            draft.change(silence.sentAgain());
            draft.effect(Assignment.request(demand, attempt));
        }
    }

    /** Both, since beats that have waited come all at once, and since time passes for a dispatcher that is stopped too. */
    private boolean isGivenUp(Fleeting.Unmentioned silence) {
        return silence.resends() >= draft.policy().giveUpAfterResends()
                && Duration.between(silence.since(), draft.now())
                                .compareTo(draft.policy().giveUpAfter())
                        >= 0;
    }

    /** It lives and never has what it is asked for, as one that cannot read the request: that is its failure, and another's turn. */
    private void notTakenUp(Demand demand, Attempt attempt, Fleeting.Unmentioned silence) {
        String message =
                "does not take it up: it was asked %d times and beats without it; `tidemark dead-letter list` says whether it cannot read what it is asked"
                        .formatted(silence.resends() + 1);
        BuildFailure failure =
                new BuildFailure(FailureKind.AGENT_FAULT, message, List.of(), null, message, attempt.agent());
        new FinishedBuild(
                        draft,
                        new DispatchEvent.Finished(
                                attempt.agent(),
                                attempt.incarnation(),
                                attempt.id(),
                                demand.key(),
                                new DispatchEvent.Result.Failed(failure),
                                Duration.ZERO))
                .decide();
    }
}
