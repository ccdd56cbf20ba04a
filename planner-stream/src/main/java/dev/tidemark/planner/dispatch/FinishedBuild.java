package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What it means that a build ended: for those who want it, for its agent, and for what is known of its package. */
final class FinishedBuild {

    private static final double MILLIS = 1000;

    private final PoolDraft draft;
    private final DispatchEvent.Finished finished;

    FinishedBuild(PoolDraft draft, DispatchEvent.Finished finished) {
        this.draft = draft;
        this.finished = finished;
    }

    void decide() {
        Demand demand = draft.demandOf(finished.attempt());
        Optional<String> mismatch = demand == null ? Optional.empty() : mismatch(demand);
        if (mismatch.isPresent()) {
            distrust(mismatch.get());
            return;
        }
        draft.heard(finished.agent());
        draft.effect(new Effect.SettleAttempt(finished.agent(), finished.incarnation(), finished.attempt()));
        if (demand == null) {
            return;
        }
        if (!finished.duration().isNegative()) {
            draft.charge(
                    demand,
                    finished.duration().toMillis() / MILLIS - demand.estimate().seconds());
        }
        switch (finished.result()) {
            case DispatchEvent.Result.Built(Sha256 output) -> {
                if (demand.spec().isPreparation()) {
                    mistaken(demand, "it answered a preparation with an output");
                } else {
                    built(demand, output);
                }
            }
            case DispatchEvent.Result.Prepared prepared -> {
                if (demand.spec().isPreparation()) {
                    prepared(demand, prepared);
                } else {
                    mistaken(demand, "it answered a build with a workspace");
                }
            }
            case DispatchEvent.Result.Failed(BuildFailure failure) -> failed(demand, failure);
        }
    }

    /** The attempt is one that counts, and this is no answer to it; whoever is to answer it still may. */
    private Optional<String> mismatch(Demand demand) {
        Attempt attempt = demand.attempt();
        if (attempt == null) {
            throw new AssertionError("a demand that is found by an attempt has one");
        }
        if (!attempt.isBy(finished.agent(), finished.incarnation())) {
            return Optional.of("attempt %s is of %s, in its life %s"
                    .formatted(attempt.id(), attempt.agent(), attempt.incarnation()));
        }
        return demand.key().equals(finished.key())
                ? Optional.empty()
                : Optional.of("attempt %s is at the build %s, not %s"
                        .formatted(
                                attempt.id(),
                                demand.key().brief(12),
                                finished.key().brief(12)));
    }

    private void distrust(String how) {
        new HeardStranger(
                        draft,
                        new DispatchEvent.Distrusted(
                                finished.agent(),
                                finished.incarnation(),
                                DispatchEvent.Distrusted.About.RESULT,
                                Distrust.MISMATCHED,
                                how,
                                null,
                                null))
                .decide();
    }

    private void built(Demand demand, Sha256 output) {
        draft.change(new Change.EvidenceFound(demand.key(), output));
        new LostInputs(draft, finished).restored(demand, output);
        succeeded(demand);
        draft.tellAll(demand, new News.Built(output, false, finished.duration(), finished.agent()));
        draft.remove(demand);
    }

    /** No evidence: whoever wants the same workspace later wants to hear its evaluation too. */
    private void prepared(Demand demand, DispatchEvent.Result.Prepared prepared) {
        new LostInputs(draft, finished).prepared(demand, prepared.workspace());
        succeeded(demand);
        draft.tellAll(
                demand,
                new News.Prepared(
                        finished.attempt(),
                        prepared.workspace(),
                        prepared.rows(),
                        finished.duration(),
                        finished.agent()));
        draft.remove(demand);
    }

    private void mistaken(Demand demand, String how) {
        failedByFarm(demand, new BuildFailure(FailureKind.AGENT_FAULT, how, List.of(), null, how, finished.agent()));
    }

    private void succeeded(Demand demand) {
        // An agent that says it took less than no time teaches nothing.
        if (!finished.duration().isNegative()) {
            JobHistory history = history(demand).built(finished.duration()).flaked(demand.failuresByChance());
            long memory = demand.failures().memoryAbove();
            learn(memory > 0 ? history.needing(memory) : history);
        }
        ended(finished.agent(), Health.End.WELL);
        contradict(demand);
        for (String accused : demand.failures().accused()) {
            if (!accused.equals(finished.agent())) {
                ended(accused, Health.End.BADLY);
            }
        }
    }

    private JobHistory history(Demand demand) {
        PackageId built = demand.spec().packageId();
        return draft.view().history(built).orElseGet(() -> JobHistory.none(built));
    }

    /** What is fetched is fetched once: there is nothing to learn for the next time. */
    private void learn(JobHistory history) {
        if (history.packageId().isSource()) {
            return;
        }
        draft.change(new Change.HistoryLearnt(history));
        draft.effect(new Effect.PublishHistory(history));
    }

    private void failed(Demand demand, BuildFailure failure) {
        FailureKind.Cause cause = failure.kind().cause();
        switch (cause) {
            case FARM -> {
                if (losesInputs(demand, failure)) {
                    inputsLost(demand, failure);
                } else {
                    failedByFarm(demand, failure);
                }
            }
            case EITHER -> {
                // That something cannot be downloaded is nobody's fault who builds with it.
                if (demand.failures().doubted() && !isFetch(demand)) {
                    failedByPackage(demand, failure);
                } else {
                    failedByFarm(demand, failure);
                }
            }
            case PACKAGE -> failedByPackage(demand, failure);
            case SET -> over(demand, new News.Failed(failure, finished.duration()));
        }
    }

    private static boolean isFetch(Demand demand) {
        return demand.spec().packageId().isSource();
    }

    /** What an agent names that the build does not read was not lost by the store. */
    private static boolean losesInputs(Demand demand, BuildFailure failure) {
        Set<String> inputs = demand.spec().reads().stream()
                .map(BuildInput::attribute)
                .collect(Collectors.toCollection(TreeSet::new));
        if (demand.spec().isInPublishedWorkspace()) {
            inputs.add(PackageId.WORKSPACE);
        }
        return failure.kind() == FailureKind.INPUT_LOST
                && !failure.lostInputs().isEmpty()
                && inputs.containsAll(failure.lostInputs());
    }

    /** What one agent misses may lie where others find it: that another one confirms it, or could not, is what counts. */
    private void inputsLost(Demand demand, BuildFailure failure) {
        switch (new LostInputs(draft, finished).judge(demand, failure.lostInputs())) {
            case LostInputs.Verdict.TooEarly() ->
                draft.put(demand.failed(
                        demand.failures().with(demand.failures().missed().onceMore()),
                        Demand.Waiting.from(draft.now())));
            case LostInputs.Verdict.Doubtful(Missed missed) ->
                failedByFarm(demand.with(demand.failures().with(missed)), failure);
            case LostInputs.Verdict.Lost(var inputs, var agents) -> // Who wants it has them built again.
                lost(demand, failure.naming(inputs), agents);
        }
    }

    /** Several waves may want the build, each in a workspace of its own: it was tried in this one. Who says so is for a person to judge. */
    private void lost(Demand demand, BuildFailure failure, List<String> agents) {
        if (failure.lostInputs().contains(PackageId.WORKSPACE)) {
            BuildFailure said =
                    failure.saying("%s (so say: %s)".formatted(failure.message(), String.join(", ", agents)));
            Sha256 workspace = demand.spec().workspace().published().orElse(null);
            over(demand, new News.Failed(said, finished.duration(), workspace));
        } else {
            over(demand, new News.Failed(failure, finished.duration()));
        }
    }

    /** It read what others said that the store has lost. */
    private void contradict(Demand demand) {
        for (LostInputs.Contradicted doubted : new LostInputs(draft, finished).contradicted(demand)) {
            Agent agent = draft.view().agents().get(doubted.agent());
            if (agent != null && !agent.health().isQuarantined()) {
                doubt(agent, demand);
            }
            if (doubted.inInputs()) {
                ended(doubted.agent(), Health.End.BADLY);
            }
        }
    }

    /** Operators hear of it now and then, not of every build. */
    private void doubt(Agent agent, Demand demand) {
        if (draft.view().isDoubted(agent, draft.now().minus(OperatorNews.AGAIN_AFTER))) {
            return;
        }
        draft.change(new Fleeting.Doubted(agent.name(), agent.incarnation(), draft.now()));
        draft.tellOperators(
                OperatorNews.Kind.STORE_DOUBTED,
                agent.name(),
                "%s does not find in its artifact store what %s is built from, and %s does"
                        .formatted(agent.name(), demand.spec().packageId(), finished.agent()),
                "see that the farm's artifact store is where the agent's `artifacts` says, mounted and whole, then start it again: `tidemark agent`");
    }

    private void failedByPackage(Demand demand, BuildFailure failure) {
        learn(history(demand).failed());
        if (failure.kind() == FailureKind.FETCH_FAILED) {
            tellOfFetch(demand, failure);
        }
        ended(finished.agent(), Health.End.WELL);
        contradict(demand);
        over(demand, new News.Failed(failure, finished.duration()));
    }

    private void over(Demand demand, News news) {
        draft.tellAll(demand, news);
        draft.remove(demand);
    }

    private void failedByFarm(Demand demand, BuildFailure failure) {
        if (failure.kind() == FailureKind.AGENT_FAULT) {
            ended(finished.agent(), Health.End.BADLY);
        }
        Demand.Failures failures = after(demand.failures(), failure);
        if (failures.byFarm() >= draft.policy().farmTries()) {
            tellOfAttempt(demand, failure, "the farm failed it");
            if (isFetch(demand)) {
                tellOfFetch(demand, failure);
            }
            over(demand, new News.Stuck(gaveUp(demand, failure), false));
            return;
        }
        Instant retryAt = draft.now().plus(draft.policy().retry().backoff(failures.byFarm()));
        if (!retryAt.isAfter(draft.now())) {
            tellOfAttempt(demand, failure, "it is tried again, since the farm failed it");
            draft.put(demand.failed(failures, Demand.Waiting.from(draft.now())));
            return;
        }
        String told =
                byFarm("it is tried again at %s, since the farm failed it".formatted(Obstacles.time(retryAt)), failure);
        draft.put(demand.failed(failures, new Demand.Waiting(draft.now(), draft.now(), told, false, retryAt, null)));
        draft.tellAll(demand, failedByFarm(told, failure));
    }

    /** Where its log is nobody would know else. */
    private void tellOfAttempt(Demand demand, BuildFailure failure, String what) {
        if (failure.logHash() != null) {
            draft.tellAll(demand, failedByFarm(byFarm(what, failure), failure));
        }
    }

    private News failedByFarm(String told, BuildFailure failure) {
        return new News.FailedByFarm(told, finished.attempt(), failure.kind(), finished.agent(), failure.logHash());
    }

    private String byFarm(String what, BuildFailure failure) {
        return "%s on %s (%s: %s)".formatted(what, finished.agent(), failure.kind(), failure.message());
    }

    private Demand.Failures after(Demand.Failures before, BuildFailure failure) {
        boolean either = failure.kind().cause() == FailureKind.Cause.EITHER;
        // That a machine is small is not its fault.
        boolean doubtful = either && failure.kind() != FailureKind.OUT_OF_MEMORY;
        List<String> here = List.of(finished.agent());
        Agent agent = draft.view().agents().get(finished.agent());
        long tooSmall = failure.kind() == FailureKind.OUT_OF_MEMORY && agent != null
                ? agent.offer().largestBuild()
                : 0;
        return new Demand.Failures(
                before.byFarm() + 1,
                before.doubted() || either,
                Demand.Failures.and(before.avoid(), here),
                doubtful ? Demand.Failures.and(before.accused(), here) : before.accused(),
                Math.max(before.memoryAbove(), tooSmall),
                before.missed());
    }

    /** Whose download it is can do something; of each wave that wants it, since each is answered by itself. */
    private void tellOfFetch(Demand demand, BuildFailure failure) {
        PackageId of = demand.spec().packageId();
        draft.tellOperators(
                OperatorNews.Kind.FETCH_FAILED,
                of.toString(),
                "%s could not be fetched, last on %s: %s"
                        .formatted(PackageId.nameOfSource(of.attribute()), failure.agent(), failure.message()),
                "see that one of these places can be reached from the agents, then %s%s"
                        .formatted(
                                demand.waves().stream()
                                        .map(wave -> "`tidemark resolve %s %s retry --by NAME --reason TEXT`"
                                                .formatted(wave, of.attribute()))
                                        .collect(Collectors.joining(", ")),
                                isFetch(demand)
                                        ? "; a mirror in the set's policy (`fetch.mirrors`) helps waves that are opened later"
                                        : ""));
    }

    private String gaveUp(Demand demand, BuildFailure failure) {
        String next;
        if (failure.kind() == FailureKind.INPUT_LOST) {
            next = "see that the farm's artifact store is there, mounted and whole, on its agents' machines";
        } else if (failure.kind() == FailureKind.FETCH_FAILED) {
            next = "once it can be had, tidemark resolve %s with RETRY"
                    .formatted(demand.spec().packageId().attribute());
        } else {
            next = "look at that agent's log";
        }
        return "the farm failed it %d times, last on %s (%s: %s): %s"
                .formatted(draft.policy().farmTries(), failure.agent(), failure.kind(), failure.message(), next);
    }

    private void ended(String name, Health.End end) {
        Agent agent = draft.view().agents().get(name);
        if (agent == null) {
            return;
        }
        Health health = agent.health().after(end, draft.policy().quarantine(), draft.now());
        Instant until = health.quarantinedUntil();
        if (until != null && !agent.health().isQuarantined()) {
            draft.tellOperators(
                    OperatorNews.Kind.AGENT_QUARANTINED,
                    name,
                    "%s failed %d of its last %d builds, which is not their doing: it gets nothing new until %s"
                            .formatted(
                                    name,
                                    health.ends().stream()
                                            .filter(each -> each == Health.End.BADLY)
                                            .count(),
                                    health.ends().size(),
                                    Obstacles.time(until)),
                    "look at its log, then start it again: `tidemark agent`");
        }
        draft.put(agent, health);
    }
}
