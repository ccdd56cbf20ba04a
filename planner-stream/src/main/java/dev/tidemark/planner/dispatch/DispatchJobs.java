package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Decides which agent builds what: the most urgent build that fits goes to the least loaded agent that it fits. Changes
 * nothing itself; a report that comes twice, late or from a fenced attempt only gets its answer again.
 */
public final class DispatchJobs {

    private final DispatchPolicy policy;

    public DispatchJobs(DispatchPolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides what one event means.
     *
     * @param now the dispatcher's time; it only ever waits longer when it jumps
     */
    public DispatchDecision decide(PoolView view, DispatchEvent event, Instant now) {
        PoolDraft draft = new PoolDraft(view, policy, now);
        switch (event) {
            case DispatchEvent.Demanded demanded -> demanded(draft, demanded, now);
            case DispatchEvent.Beat beat -> beat(draft, beat, now);
            case DispatchEvent.Started started -> started(draft, started, now);
            case DispatchEvent.Finished finished -> finished(draft, finished, now);
            case DispatchEvent.Ticked() -> ticked(draft, now);
        }
        draft.assign();
        return draft.decision();
    }

    private static void demanded(PoolDraft draft, DispatchEvent.Demanded asked, Instant now) {
        Sha256 key = asked.spec().key();
        Optional<Sha256> evidence = draft.view().evidence(key);
        if (evidence.isPresent()) {
            draft.tell(asked.wanter(), new News.Built(evidence.get(), true, Duration.ZERO, ""));
            return;
        }
        Demand known = draft.demand(key);
        if (known == null) {
            draft.put(Demand.first(asked, now));
            return;
        }
        draft.put(known.joinedBy(asked));
        Attempt attempt = known.attempt();
        if (known.assigned() && attempt != null && attempt.started()) {
            draft.tell(asked.wanter(), new News.Started(attempt.agent()));
        } else if (known.told() != null) {
            draft.tell(asked.wanter(), known.stuck() ? new News.Stuck(known.told()) : new News.Waiting(known.told()));
        }
    }

    private void beat(PoolDraft draft, DispatchEvent.Beat beat, Instant now) {
        Agent known = draft.view().agents().get(beat.agent());
        if (known != null && known.former().contains(beat.incarnation())) {
            draft.effect(new Effect.FenceAgent(
                    beat.agent(),
                    beat.incarnation(),
                    "another agent named %s has started since: give each agent a name of its own (agent.name)"
                            .formatted(beat.agent())));
            return;
        }
        draft.change(new Change.Heard(beat.agent(), now));
        if (known == null) {
            draft.put(new Agent(
                    beat.agent(), beat.incarnation(), beat.stampedAt(), List.of(), beat.features(), beat.slots()));
        } else if (!known.incarnation().equals(beat.incarnation())) {
            draft.put(known.replacedBy(beat));
            draft.giveUp(known, now);
        } else if (known.slots() != beat.slots() || !known.features().equals(beat.features())) {
            draft.put(new Agent(
                    known.name(), known.incarnation(), known.since(), known.former(), beat.features(), beat.slots()));
        }
        compare(draft, beat, now);
    }

    /** What an agent knows against what it should know. */
    private void compare(PoolDraft draft, DispatchEvent.Beat beat, Instant now) {
        TreeSet<String> mentioned = new TreeSet<>();
        for (DispatchEvent.KnownAttempt attempt : beat.attempts()) {
            mentioned.add(attempt.id());
            Demand demand = draft.demandOf(attempt.id());
            if (demand == null) {
                // Settled already, or another has taken its place: the agent forgets it, and stops it if it runs.
                draft.effect(new Effect.SettleAttempt(beat.agent(), beat.incarnation(), attempt.id()));
            } else if (!demand.assigned() && demand.attempt() != null) {
                draft.put(demand.takenBack());
            }
        }
        for (Demand demand : draft.assignedTo(beat.agent(), beat.incarnation())) {
            Attempt attempt = demand.attempt();
            if (attempt == null) {
                throw new AssertionError("what is assigned has an attempt");
            }
            if (mentioned.contains(attempt.id())) {
                if (demand.told() != null) {
                    draft.put(demand.takenBack());
                    draft.tellAll(demand, new News.Started(beat.agent()));
                }
                if (draft.view().unmentioned(attempt.id()) > 0) {
                    draft.change(new Change.Unmentioned(attempt.id(), 0));
                }
                continue;
            }
            int beats = draft.view().unmentioned(attempt.id()) + 1;
            if (beats < policy.resendAfterBeats()) {
                draft.change(new Change.Unmentioned(attempt.id(), beats));
            } else {
                draft.change(new Change.Unmentioned(attempt.id(), 0));
                if (beat.features().containsAll(demand.spec().features())) {
                    draft.effect(PoolDraft.request(demand, attempt));
                } else {
                    draft.put(demand.wantedAgain(now));
                }
            }
        }
    }

    private static void started(PoolDraft draft, DispatchEvent.Started started, Instant now) {
        draft.change(new Change.Heard(started.agent(), now));
        Demand demand = draft.demandOf(started.attempt());
        if (demand == null || demand.attempt() == null || demand.attempt().started()) {
            return;
        }
        draft.put(demand.begunBy(demand.attempt().begun()));
        draft.tellAll(demand, new News.Started(started.agent()));
    }

    private void finished(PoolDraft draft, DispatchEvent.Finished finished, Instant now) {
        draft.change(new Change.Heard(finished.agent(), now));
        draft.effect(new Effect.SettleAttempt(finished.agent(), finished.incarnation(), finished.attempt()));
        Demand demand = draft.demandOf(finished.attempt());
        if (demand == null || !demand.key().equals(finished.key())) {
            return;
        }
        switch (finished.result()) {
            case DispatchEvent.Result.Built(Sha256 output) -> {
                draft.change(new Change.EvidenceFound(demand.key(), output));
                learn(draft, demand.spec().packageId(), finished.duration());
                draft.tellAll(demand, new News.Built(output, false, finished.duration(), finished.agent()));
                draft.remove(demand.key());
            }
            case DispatchEvent.Result.Failed(BuildFailure failure) -> failed(draft, demand, failure, now);
        }
    }

    /** An agent that says it took less than no time teaches nothing. */
    private static void learn(PoolDraft draft, PackageId built, Duration took) {
        if (!took.isNegative()) {
            JobHistory history = JobHistory.after(draft.view().history(built), built, took);
            draft.change(new Change.HistoryLearnt(history));
            draft.effect(new Effect.PublishHistory(history));
        }
    }

    private void failed(PoolDraft draft, Demand demand, BuildFailure failure, Instant now) {
        boolean farms = failure.kind().cause() == FailureKind.Cause.FARM
                || (failure.kind().cause() == FailureKind.Cause.EITHER && !demand.doubted());
        if (!farms) {
            draft.tellAll(demand, new News.Failed(failure));
            draft.remove(demand.key());
        } else if (demand.farmFailures() + 1 < policy.farmTries()) {
            draft.put(demand.failedBy(failure, now));
        } else {
            draft.tellAll(demand, new News.Stuck(gaveUp(failure)));
            draft.remove(demand.key());
        }
    }

    private String gaveUp(BuildFailure failure) {
        String next = failure.kind() == FailureKind.INPUT_LOST
                ? "bring the artifact store back, or restore the artifact"
                : "look at that agent's log";
        return "the farm failed it %d times, last on %s (%s: %s): %s"
                .formatted(policy.farmTries(), failure.agent(), failure.kind(), failure.message(), next);
    }

    private void ticked(PoolDraft draft, Instant now) {
        boolean anybodyHeard = draft.view().agents().keySet().stream().anyMatch(agent -> !draft.isSuspect(agent));
        for (Agent agent : List.copyOf(draft.view().agents().values())) {
            Duration silence = Duration.between(draft.view().heardAt(agent.name()), now);
            if (anybodyHeard && silence.compareTo(policy.lostAfter()) >= 0) {
                draft.change(new Change.AgentRemoved(agent.name()));
                draft.giveUp(agent, now);
            }
        }
        draft.lookAtAll();
        draft.tellWhoeverIsStuck(policy.stuckAfter());
    }
}
