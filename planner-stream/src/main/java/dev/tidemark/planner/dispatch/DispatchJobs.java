package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which agent builds what: the most urgent build that fits ({@link Priority}) goes to the least loaded agent that it
 * fits, with as many waiting there as will begin within a second. Changes nothing itself; a report that comes twice, late or from a fenced attempt only gets its answer again.
 */
public final class DispatchJobs {

    /** The average of a rebuild of Debian, where nothing is known of a package (see docs/formats/history.md). */
    private static final double UNKNOWN_SECONDS = 79;

    private final DispatchPolicy policy;

    public DispatchJobs(DispatchPolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides what one event means. The view is as it was when this returns or throws.
     *
     * @param now the dispatcher's time; it only ever waits longer when it jumps
     */
    public DispatchDecision decide(PoolView view, DispatchEvent event, Instant now) {
        PoolDraft draft = new PoolDraft(view, policy, now);
        try {
            if (!view.hasLookedAround()) {
                draft.lookAtAll();
                draft.change(new Fleeting.LookedAround());
            }
            switch (event) {
                case DispatchEvent.Demanded demanded -> demanded(draft, demanded);
                case DispatchEvent.Withdrawn withdrawn -> withdrawn(draft, withdrawn);
                case DispatchEvent.Enrolled(Enrolment enrolment) -> new ChangedEnrolment(draft).decide(enrolment);
                case DispatchEvent.EnrolmentForgotten(String agent) -> new ChangedEnrolment(draft).forget(agent);
                case DispatchEvent.Distrusted distrusted -> new HeardStranger(draft, distrusted).decide();
                case DispatchEvent.Beat beat -> new HeardBeat(draft, beat).decide();
                case DispatchEvent.Started started -> started(draft, started);
                case DispatchEvent.Evaluated part -> evaluated(draft, part);
                case DispatchEvent.Finished finished -> new FinishedBuild(draft, finished).decide();
                case DispatchEvent.Ticked() -> new PassedTime(draft).decide();
            }
            new Assignment(draft).make();
            if (event instanceof DispatchEvent.Ticked) {
                new PassedTime(draft).publish();
            }
            return draft.decision();
        } finally {
            draft.takeBack();
        }
    }

    private static void demanded(PoolDraft draft, DispatchEvent.Demanded asked) {
        Sha256 key = asked.spec().key();
        Wanter wanter = asked.want().wanter();
        Optional<Demand> same =
                draft.view().keyOf(wanter.wave(), wanter.job(), wanter.tries()).map(draft::demand);
        if (same.isPresent()) {
            tellHowItStands(draft, same.get(), wanter); // Asked for already: who asks again may have missed it.
            return;
        }
        Optional<Sha256> evidence = draft.view().evidence(key);
        Demand known = draft.demand(key);
        if (known != null && known.isWantedMoreThan(wanter)) {
            return; // It came late: the job has been tried again since.
        }
        boolean lost = asked.want().purpose() == Purpose.RESTORE;
        if (lost) {
            tellOfLoss(draft, asked);
        }
        if (lost && evidence.isPresent()) {
            draft.change(new Change.EvidenceLost(key)); // Nobody is to be given it, nor this one once it is confirmed.
        } else if (evidence.isPresent() && asked.want().purpose() != Purpose.RETRY) {
            draft.tell(wanter, new News.Built(evidence.get(), true, Duration.ZERO, ""));
            if (known != null) {
                takeAway(draft, known, wanter::isForTheSameAs);
            }
            return;
        }
        Demand.Estimate estimate = known == null ? estimate(draft, asked) : known.estimate();
        Want want = whole(asked.want(), estimate);
        draft.share(wanter.wave(), want.remainingSeconds());
        if (known == null) {
            draft.put(first(draft, key, asked, want, estimate));
            return;
        }
        draft.put(joined(known, want, asked));
        tellHowItStands(draft, known, wanter);
    }

    private static void tellHowItStands(PoolDraft draft, Demand demand, Wanter wanter) {
        Attempt attempt = demand.attempt();
        String told = demand.waiting().told();
        if (demand.assigned() && attempt != null && attempt.started()) {
            draft.tell(wanter, new News.Started(attempt.agent(), attempt.id()));
        } else if (told != null) {
            draft.tell(wanter, demand.waiting().stuck() ? new News.Stuck(told, true) : new News.Waiting(told));
        }
    }

    /** Operators hear of it now and then, not of every artifact. */
    private static void tellOfLoss(PoolDraft draft, DispatchEvent.Demanded asked) {
        Instant since = draft.now().minus(OperatorNews.AGAIN_AFTER);
        if (draft.view().lossToldAt().filter(at -> at.isAfter(since)).isPresent()) {
            return;
        }
        draft.change(new Change.LossTold(draft.now()));
        String wave = asked.want().wanter().wave().value();
        draft.tellOperators(
                OperatorNews.Kind.ARTIFACT_LOST,
                asked.spec().packageId().toString(),
                "the artifact store has lost %s: it is %s again, and so is what else is found to be lost"
                        .formatted(
                                asked.spec().isPreparation()
                                        ? "the workspace of the wave " + wave
                                        : "what %s had been built to"
                                                .formatted(asked.spec().packageId()),
                                asked.spec().isPreparation() ? "prepared" : "built"),
                "look at the disk of the artifact store; if more of it is gone, bring it back from a copy before the farm builds it again. `tidemark wave show %s` says what waits for it"
                        .formatted(wave));
    }

    /** What was learnt counts more than what the wave expects. */
    private static Demand.Estimate estimate(PoolDraft draft, DispatchEvent.Demanded asked) {
        JobHistory history = history(draft, asked);
        double seconds = asked.expectedSeconds() > 0 ? asked.expectedSeconds() : UNKNOWN_SECONDS;
        return new Demand.Estimate(history.builds() > 0 ? history.expectedSeconds() : seconds, history.failureChance());
    }

    private static JobHistory history(PoolDraft draft, DispatchEvent.Demanded asked) {
        return draft.view()
                .history(asked.spec().packageId())
                .orElseGet(() -> JobHistory.none(asked.spec().packageId()));
    }

    /** A wave that does not say how far it is to its end says how many jobs. */
    private static Want whole(Want want, Demand.Estimate estimate) {
        return want.remainingSeconds() > 0 ? want : want.remaining(Math.max(1, want.rank()) * estimate.seconds());
    }

    private static Demand first(
            PoolDraft draft, Sha256 key, DispatchEvent.Demanded asked, Want want, Demand.Estimate estimate) {
        long memory = history(draft, asked).memoryAbove();
        Needs needs = Needs.of(asked.spec(), memory, List.of());
        boolean aLargerOne = memory > 0 && draft.view().roster().anyFitting(needs, agent -> true);
        Demand.Failures failures = new Demand.Failures(
                0, asked.doubted(), asked.avoid(), accused(asked), aLargerOne ? memory : 0, Missed.NOTHING);
        return new Demand(
                key, asked.spec(), List.of(want), estimate, null, false, failures, Demand.Waiting.from(draft.now()));
    }

    /**
     * What failed is tried once more to see whose fault it was, and is so when it is asked once more what became of that; what a person
     * wants again has changed meanwhile.
     */
    private static List<String> accused(DispatchEvent.Demanded asked) {
        return switch (asked.want().purpose()) {
            case CONFIRM -> asked.avoid();
            case INFRA_RETRY -> asked.want().failures() > 0 ? asked.avoid() : List.of();
            case BUILD, INPUT, BASELINE, RETRY, PREPARE, PROBE, RESTORE, FETCH -> List.of();
        };
    }

    /** One more wants it; one who asks again for the same job replaces himself. */
    private static Demand joined(Demand known, Want want, DispatchEvent.Demanded asked) {
        List<Want> wants = new ArrayList<>(known.wants());
        wants.removeIf(each -> each.wanter().isForTheSameAs(want.wanter()));
        wants.add(want);
        Demand.Failures before = known.failures();
        return known.wantedBy(wants)
                .with(new Demand.Failures(
                        before.byFarm(),
                        before.doubted() || asked.doubted(),
                        Demand.Failures.and(before.avoid(), asked.avoid()),
                        Demand.Failures.and(before.accused(), accused(asked)),
                        before.memoryAbove(),
                        before.missed()));
    }

    /** One who asked for nothing takes nothing back. */
    private static void withdrawn(PoolDraft draft, DispatchEvent.Withdrawn taken) {
        draft.view()
                .keyOf(taken.wave(), taken.job(), taken.tries())
                .map(draft::demand)
                .ifPresent(demand -> takeAway(draft, demand, wanter -> isBy(wanter, taken)));
    }

    /** The last one who wanted it takes it away from its agent too. */
    private static void takeAway(PoolDraft draft, Demand demand, Predicate<Wanter> from) {
        List<Want> left = new ArrayList<>(demand.wants());
        left.removeIf(want -> from.test(want.wanter()));
        if (!left.isEmpty()) {
            draft.put(demand.wantedBy(left));
            demand.waves().forEach(draft::forget);
            return;
        }
        Attempt attempt = demand.attempt();
        if (attempt != null) {
            draft.effect(new Effect.SettleAttempt(attempt.agent(), attempt.incarnation(), attempt.id()));
        }
        draft.remove(demand);
    }

    private static boolean isBy(Wanter wanter, DispatchEvent.Withdrawn taken) {
        return wanter.wave().equals(taken.wave())
                && wanter.job().equals(taken.job())
                && wanter.tries() == taken.tries();
    }

    private static void started(PoolDraft draft, DispatchEvent.Started started) {
        draft.heard(started.agent());
        Demand demand = draft.demandOf(started.attempt());
        if (demand == null
                || demand.attempt() == null
                || demand.attempt().started()
                || !demand.attempt().isBy(started.agent(), started.incarnation())) {
            return;
        }
        draft.put(demand.begunBy(demand.attempt().begun()));
        draft.tellAll(demand, new News.Started(started.agent(), started.attempt()));
    }

    /** Of an attempt that does not count any more nothing is passed on. */
    private static void evaluated(PoolDraft draft, DispatchEvent.Evaluated part) {
        draft.heard(part.agent());
        Demand demand = draft.demandOf(part.attempt());
        if (demand != null
                && demand.spec().isPreparation()
                && demand.attempt() != null
                && demand.attempt().isBy(part.agent(), part.incarnation())) {
            draft.tellAll(demand, new News.Evaluated(part.attempt(), part.chunk(), part.rows()));
        }
    }
}
