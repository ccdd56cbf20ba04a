package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A pool under test: tells it things, applies what it decides, and checks after every step what must always hold. */
final class PoolBench {

    /** What the farm failed is tried again at once. */
    static final DispatchPolicy POLICY = new DispatchPolicy(
            Duration.ofSeconds(2),
            3,
            15,
            2,
            75,
            Duration.ofMinutes(10),
            4,
            new DispatchPolicy.Retry(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5)),
            new DispatchPolicy.Quarantine(4, 10, Duration.ofMinutes(30)),
            0);

    private static final Pool POOL = new Pool(TestGraphs.SYSTEM, TrustDomain.FREE);

    private final DispatchPolicy policy;
    private final DispatchJobs core;
    private final Map<Sha256, Sha256> evidence = new HashMap<>();
    private final Map<PackageId, JobHistory> histories = new TreeMap<>();
    private final Map<PackageId, Integer> succeeded = new TreeMap<>();
    private final Map<PackageId, JobHistory> published = new TreeMap<>();
    private final List<Change> applied = new ArrayList<>();
    private final Set<String> attempts = new HashSet<>();
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Instant now = start;
    /** After a restart every agent counts as just heard; the first tick finds out for whom that makes a difference. */
    private boolean unticked;

    private PoolView view = new PoolView(POOL, new Memory(), now);

    PoolBench() {
        this(POLICY);
    }

    PoolBench(DispatchPolicy policy) {
        this.policy = policy;
        this.core = new DispatchJobs(policy);
    }

    /** The stores, as they are now. */
    private final class Memory implements PoolView.Kept {
        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.ofNullable(evidence.get(key));
        }

        @Override
        public Optional<JobHistory> history(PackageId packageId) {
            return Optional.ofNullable(histories.get(packageId));
        }
    }

    /** What was learnt of a package, if anything was. */
    Optional<JobHistory> history(String attribute) {
        return Optional.ofNullable(histories.get(new PackageId("demo", attribute)));
    }

    PoolView view() {
        return view;
    }

    /** The demand with this key, which must be there. */
    Demand wanted(Sha256 key) {
        return Objects.requireNonNull(view.demands().get(key), "nobody wants " + key);
    }

    /** The try at the demand with this key, which must be there. */
    Attempt attempt(Sha256 key) {
        return Objects.requireNonNull(wanted(key).attempt(), "nobody was given " + key);
    }

    /** The agent of this name, which must be known. */
    Agent agent(String name) {
        return Objects.requireNonNull(view.agents().get(name), "nobody knows " + name);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    static BuildSpec spec(String attribute, String... features) {
        return new BuildSpec(
                new PackageId("demo", attribute),
                "2.0",
                POOL,
                TestGraphs.hash("recipe"),
                List.of(),
                Arrays.asList(features));
    }

    static Wanter wanter(String wave, String attribute) {
        return wanter(wave, attribute, 1);
    }

    static Wanter wanter(String wave, String attribute, int tries) {
        return new Wanter(new WaveId(wave), new JobId(attribute, TestGraphs.SYSTEM, Variant.WAVE), tries, null);
    }

    /** What operators are told, in order. */
    static List<OperatorNews> operators(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.TellOperators.class::isInstance)
                .map(effect -> ((Effect.TellOperators) effect).news())
                .toList();
    }

    /** How agents went, in order. */
    List<Departure> departures() {
        return applied.stream()
                .filter(Change.AgentRemoved.class::isInstance)
                .map(change -> ((Change.AgentRemoved) change).how())
                .toList();
    }

    /** How agents are said to stand, in order. */
    static List<AgentStanding.State> standings(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.PublishAgent.class::isInstance)
                .map(effect -> ((Effect.PublishAgent) effect).standing().state())
                .toList();
    }

    List<Effect> demand(String attribute, String... features) {
        return demand("demo-1", spec(attribute, features), Urgency.ROUTINE, 1, List.of());
    }

    List<Effect> demand(String wave, BuildSpec spec, Urgency urgency, int rank, List<String> avoid) {
        return tell(demanded(wave, spec, urgency, rank, avoid));
    }

    static DispatchEvent.Demanded demanded(String wave, BuildSpec spec, Urgency urgency, int rank, List<String> avoid) {
        Wanter wanter = wanter(wave, spec.packageId().attribute());
        return new DispatchEvent.Demanded(
                new Want(wanter, Purpose.BUILD, urgency, rank, 0, 0, 0), spec, avoid, false, 0);
    }

    /** Time passes in which an agent of one slot and no features is heard, and nobody else. */
    void passHearing(String agent, Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(POLICY.beatInterval())) {
            pass(POLICY.beatInterval());
            beat(agent, 1, List.of());
        }
    }

    List<Effect> withdraw(String wave, String attribute) {
        Wanter wanter = wanter(wave, attribute);
        return tell(new DispatchEvent.Withdrawn(wanter.wave(), wanter.job(), wanter.tries()));
    }

    static Enrolment enrolment(String agent, Enrolment.Maxima maxima, Enrolment.Standing standing) {
        return new Enrolment(
                agent,
                TestKeys.of(agent).publicKey(),
                maxima,
                standing,
                "ada",
                "",
                Instant.parse("2025-12-01T00:00:00Z"));
    }

    /** An agent may build, as it likes. */
    List<Effect> enrol(String agent) {
        return enrol(agent, Enrolment.Maxima.NONE, Enrolment.Standing.SERVING);
    }

    List<Effect> enrol(String agent, Enrolment.Maxima maxima, Enrolment.Standing standing) {
        return tell(new DispatchEvent.Enrolled(enrolment(agent, maxima, standing)));
    }

    /** A beat of the agent's first life; one that nobody has enrolled is before. */
    List<Effect> beat(String agent, int slots, List<String> features, KnownAttempt... known) {
        return beat(agent, agent + "-life-1", slots, features, known);
    }

    List<Effect> beat(String agent, String life, int slots, List<String> features, KnownAttempt... known) {
        return beat(agent, life, Offer.of(features, slots), known);
    }

    List<Effect> beat(String agent, String life, Offer offer, KnownAttempt... known) {
        if (!view.enrolments().containsKey(agent)) {
            enrol(agent);
        }
        return tell(new DispatchEvent.Beat(agent, life, now, offer, Arrays.asList(known)));
    }

    /** A beat of the agent's first life that waited to be heard. */
    List<Effect> beatLate(Duration waited, String agent, int slots, KnownAttempt... known) {
        Offer offer = Offer.of(List.of(), slots);
        return tell(new DispatchEvent.Beat(agent, agent + "-life-1", now.minus(waited), offer, Arrays.asList(known)));
    }

    /** The last word of the agent's first life. */
    List<Effect> leave(String agent) {
        return tell(new DispatchEvent.Beat(
                agent, agent + "-life-1", now, Offer.of(List.of(), 1), List.of(), Condition.UNKNOWN, true));
    }

    List<Effect> started(Attempt attempt) {
        return tell(new DispatchEvent.Started(attempt.agent(), attempt.incarnation(), attempt.id()));
    }

    List<Effect> built(Attempt attempt, Sha256 key) {
        return finished(attempt, key, new Result.Built(TestGraphs.hash("output")));
    }

    List<Effect> failed(Attempt attempt, Sha256 key, FailureKind kind) {
        BuildFailure failure = TestGraphs.failure(kind, attempt.agent());
        return finished(attempt, key, new Result.Failed(failure));
    }

    List<Effect> finished(Attempt attempt, Sha256 key, Result result) {
        return finished(attempt, key, result, Duration.ofSeconds(3));
    }

    List<Effect> finished(Attempt attempt, Sha256 key, Result result, Duration took) {
        return tell(
                new DispatchEvent.Finished(attempt.agent(), attempt.incarnation(), attempt.id(), key, result, took));
    }

    List<Effect> tick() {
        return tell(new DispatchEvent.Ticked());
    }

    List<Effect> tell(DispatchEvent event) {
        DispatchDecision decision = decide(event);
        for (Change change : decision.changes()) {
            if (change instanceof Change.DemandPut(Demand demand)) {
                PriorityOracle.assertMostUrgent(view, demand, policy, now);
            }
            if (change instanceof Change.EvidenceFound(Sha256 key, Sha256 output)) {
                Sha256 before = evidence.put(key, output);
                if (wanted(key).wants().stream().noneMatch(want -> want.purpose() == Purpose.RETRY)) {
                    assertThat(before).as("built once").isNull();
                }
                if (event instanceof DispatchEvent.Finished finished
                        && !finished.duration().isNegative()
                        && !wanted(key).spec().packageId().isSource()) {
                    succeeded.merge(wanted(key).spec().packageId(), 1, Integer::sum);
                }
            } else if (change instanceof Change.EvidenceLost(Sha256 key)) {
                evidence.remove(key);
            } else if (change instanceof Change.HistoryLearnt(JobHistory history)) {
                histories.put(history.packageId(), history);
            }
            view.apply(change);
            applied.add(change);
        }
        if (news(decision.effects()).stream().anyMatch(News.Prepared.class::isInstance)) {
            succeeded.merge(new PackageId("demo", PackageId.WORKSPACE), 1, Integer::sum);
        }
        decision.effects().forEach(this::assertMayBeAsked);
        assertLearntOnce(decision);
        assertAssignedToTheLiving(event);
        unticked &= !(event instanceof DispatchEvent.Ticked);
        if (!unticked) {
            PriorityOracle.assertNobodyIdles(view, policy, now);
        }
        assertSharesAreOfWhoWants();
        return decision.effects();
    }

    /** A decision changes nothing itself. */
    private DispatchDecision decide(DispatchEvent event) {
        Map<Sha256, Demand> demands = new TreeMap<>(view.demands());
        Map<String, Agent> agents = new TreeMap<>(view.agents());
        Map<String, Enrolment> enrolments = new TreeMap<>(view.enrolments());
        Map<WaveId, WaveShare> shares = new TreeMap<>(view.shares());
        long next = view.nextAttempt();
        DispatchDecision decision = core.decide(view, event, now);
        assertThat(view.demands()).isEqualTo(demands);
        assertThat(view.agents()).isEqualTo(agents);
        assertThat(view.enrolments()).isEqualTo(enrolments);
        assertThat(view.shares()).isEqualTo(shares);
        assertThat(view.nextAttempt()).isEqualTo(next);
        return decision;
    }

    private void assertSharesAreOfWhoWants() {
        Set<WaveId> wanting = new HashSet<>();
        view.demands().values().forEach(demand -> wanting.addAll(demand.waves()));
        assertThat(view.shares().keySet()).isEqualTo(wanting);
    }

    private void assertMayBeAsked(Effect effect) {
        if (effect instanceof Effect.RequestBuild(Attempt attempt, BuildSpec spec, var purpose, var trace)) {
            Agent agent = view.agents().get(attempt.agent());
            assertThat(agent).as("asked").isNotNull();
            assertThat(agent.incarnation()).isEqualTo(attempt.incarnation());
            assertThat(agent.offer().features()).containsAll(GpuNeed.plain(spec.features()));
            assertThat(GpuNeed.of(spec.features()).stream())
                    .allMatch(need -> agent.offer().hasGpus(need));
            assertThat(view.enrolments().get(agent.name()))
                    .as("enrolled")
                    .isNotNull()
                    .matches(enrolment -> !enrolment.isRevoked());
            if (wanted(spec.key()).wants().stream().noneMatch(want -> want.purpose() == Purpose.RETRY)) {
                assertThat(evidence).as("nothing is built twice").doesNotContainKey(spec.key());
            }
            Demand demand = view.demands().get(spec.key());
            assertThat(demand).isNotNull();
            assertThat(demand.attempt()).isEqualTo(attempt);
            assertThat(demand.assigned()).isTrue();
            if (attempts.add(attempt.id())) {
                assertThat(load(agent.name()))
                        .as("load of " + agent)
                        .isLessThanOrEqualTo(agent.offer().slots() + ahead(agent));
            }
        }
    }

    /** How many of its other builds end within a second, on average; at most one a slot. */
    private long ahead(Agent agent) {
        double soon = view.assignedTo(agent.name()).values().stream()
                .mapToDouble(demand -> Math.min(1, 1 / demand.estimate().seconds()))
                .sum();
        return Math.min(agent.offer().slots(), (long) Math.floor(soon + 1e-3));
    }

    /** Every build that succeeded counts, once; and who reads the topic knows what the store holds. */
    private void assertLearntOnce(DispatchDecision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.PublishHistory(JobHistory history)) {
                published.put(history.packageId(), history);
            }
        }
        assertThat(histories.keySet()).containsAll(succeeded.keySet());
        histories.forEach((packageId, history) -> assertThat(history.builds())
                .as("builds of %s", packageId)
                .isEqualTo(succeeded.getOrDefault(packageId, 0)));
        assertThat(published).isEqualTo(histories);
    }

    private long load(String agent) {
        return view.demands().values().stream()
                .filter(demand -> demand.assigned()
                        && demand.attempt() != null
                        && demand.attempt().agent().equals(agent))
                .count();
    }

    /** Else nobody would ever give the build up for lost. */
    private void assertAssignedToTheLiving(DispatchEvent event) {
        for (Demand demand : view.demands().values()) {
            if (demand.assigned()) {
                Attempt attempt = demand.attempt();
                assertThat(attempt).isNotNull();
                assertThat(attempts).contains(attempt.id());
                Agent agent = view.agents().get(attempt.agent());
                assertThat(agent)
                        .as("after %s, %s is with somebody", event, attempt)
                        .isNotNull();
                assertThat(agent.incarnation()).as("after %s", event).isEqualTo(attempt.incarnation());
            }
        }
    }

    /** A view made of all that outlives the process is the live one. */
    void assertReplays() {
        assertHistoriesReplay();
        PoolView again = rebuilt();
        assertThat(again.demands()).isEqualTo(view.demands());
        assertThat(again.agents()).isEqualTo(view.agents());
        assertThat(again.enrolments()).isEqualTo(view.enrolments());
        assertThat(again.nextAttempt()).isEqualTo(view.nextAttempt());
        assertThat(again.waiting()).isEqualTo(view.waiting());
        assertThat(again.lossToldAt()).isEqualTo(view.lossToldAt());
        assertThat(again.shares()).isEqualTo(view.shares());
        assertThat(again.wakingBy(Instant.MAX)).isEqualTo(view.wakingBy(Instant.MAX));
        view.agents()
                .keySet()
                .forEach(agent -> assertThat(again.roster().load(agent))
                        .isEqualTo(view.roster().load(agent)));
        for (Demand demand : view.demands().values()) {
            if (demand.attempt() != null) {
                assertThat(again.keyOfAttempt(demand.attempt().id())).contains(demand.key());
            }
        }
    }

    /** What was learnt is what the changes say that outlive the process, the newest of each package. */
    private void assertHistoriesReplay() {
        Map<PackageId, JobHistory> again = new TreeMap<>();
        applied.forEach(change -> {
            if (change instanceof Change.HistoryLearnt(JobHistory history)) {
                again.put(history.packageId(), history);
            }
        });
        assertThat(again).isEqualTo(histories);
    }

    /** The process ends and another takes over. */
    void restart() {
        view = rebuilt();
        unticked = true;
    }

    private PoolView rebuilt() {
        PoolView again = new PoolView(POOL, new Memory(), now);
        applied.stream().filter(change -> !(change instanceof Fleeting)).forEach(again::apply);
        return again;
    }

    static List<Effect.RequestBuild> requests(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.RequestBuild.class::isInstance)
                .map(Effect.RequestBuild.class::cast)
                .toList();
    }

    static Attempt request(List<Effect> effects) {
        assertThat(requests(effects)).hasSize(1);
        return requests(effects).getFirst().attempt();
    }

    /** What waves are told, in order. */
    static List<News> news(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.TellWave.class::isInstance)
                .map(effect -> ((Effect.TellWave) effect).news())
                .toList();
    }
}
