package dev.tidemark.virtual;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.planner.wave.WaveEvent.Signature;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.virtual.DrawnWorld.Mishaps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A farm of chance: its packages, their cycles, its agents and bumps, and what goes wrong. The same seed gives the same farm. */
final class RandomFarm {

    private static final String SYSTEM = "x86_64-linux";
    private static final int BAD_MILLIS = 240_000;
    private static final int SOON = 16;
    private static final int ROOTS = 5;
    private static final Signature BY = new Signature("somebody", "it is a simulation");
    private static final List<Double> RATES = List.of(0.0, 0.005, 0.02, 0.05);

    /** How likely it is that somebody answers for a job that stands. */
    private static final double ANSWERED = 0.8;

    private final Random random;
    /** Whether the set's evaluation decides what bumps change. */
    private final boolean evaluated;
    /** Whether bumps share waves: then those that all else is built from have nothing to do with each other. */
    private final boolean shared;

    private final Faults faults;
    private final Invariants invariants;
    private final Set<WaveId> counted = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final VirtualFarm farm;
    private int jobs;
    private int waves;

    RandomFarm(long seed, Cores cores, FarmObserver... more) {
        this.random = new Random(seed);
        this.evaluated = seed % 3 == 0; // The first number of neighbouring seeds is nearly the same.
        this.shared = seed % 3 == 1 || seed % 6 == 2;
        PackageGraph graph = graph();
        List<AgentSpec> agents = agents();
        this.faults = new Faults(seed, RATES.get(random.nextInt(RATES.size())), BAD_MILLIS);
        DispatchPolicy dispatch = dispatch();
        this.invariants = new Invariants(graph, agents, dispatch);
        this.farm = new VirtualFarm(
                new VirtualFarm.Setting(
                        graph,
                        random.nextInt(3) > 0,
                        agents,
                        dispatch,
                        policy(),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(2),
                        Optional.of(faults),
                        new TreeMap<>()),
                cores,
                new DrawnWorld(seed, mishaps(), times(graph), steady(graph)),
                new Observers(Stream.concat(Stream.of(invariants, new Openings()), Stream.of(more))
                        .toList()),
                0);
        publish(graph);
    }

    /** In some farms a job is soon stuck: before an agent that died is back. */
    private DispatchPolicy dispatch() {
        DispatchPolicy standard = DispatchPolicy.STANDARD;
        return random.nextBoolean()
                ? standard
                : new DispatchPolicy(
                        standard.beatInterval(),
                        standard.suspectAfterBeats(),
                        standard.lostAfterBeats(),
                        standard.resendAfterBeats(),
                        standard.giveUpAfterResends(),
                        Duration.ofSeconds(10),
                        standard.farmTries(),
                        standard.retry(),
                        standard.quarantine(),
                        standard.breakageBudget());
    }

    private Policy policy() {
        boolean strict = random.nextInt(3) == 0;
        WaveTerms terms = new WaveTerms(
                strict ? 0.05 : 1,
                10,
                random.nextInt(6) == 0 ? OptionalDouble.of(0.02) : OptionalDouble.empty(),
                random.nextInt(8) == 0 ? OptionalDouble.of(0.002) : OptionalDouble.empty(),
                random.nextInt(5) < 2 ? NoAgent.WAIT : NoAgent.EXCLUDE,
                NoticeTerms.NONE);
        Policy none = Policy.NONE;
        return new Policy(
                none.pace(),
                shared
                        ? new Policy.Company(
                                none.company().groups(),
                                none.company().releaseWindow(),
                                new Policy.Batching(3 + random.nextInt(3), Duration.ofSeconds(60)))
                        : none.company(),
                none.barriers(),
                none.heavyweights(),
                random.nextBoolean() ? List.of("watcher") : List.of(),
                new Policy.Spending(terms, OptionalDouble.empty(), OptionalDouble.empty()));
    }

    private Mishaps mishaps() {
        double broken = random.nextInt(4) * 0.02;
        double poisoned = random.nextInt(3) * (shared ? 0.2 : 0.02);
        return random.nextInt(shared ? 4 : 2) == 0
                ? new Mishaps(broken, poisoned, 0, 0, 0, 0)
                : new Mishaps(broken, poisoned, shared ? 0.45 : 0.15, 0.055, 0.05, 0.07);
    }

    /** Counts what opens, and is the people who answer. */
    private final class Openings implements FarmObserver {
        @Override
        public void decided(long now, SetEvent event, AdmitBump.Decision decision) {
            waves += decision.opened().size();
        }

        @Override
        public void decided(long now, WaveView wave, WaveDecision decision) {
            if (counted.add(wave.plan().wave())) {
                jobs += wave.plan().waveJobs();
                order(wave.plan());
            }
            decision.changes().forEach(change -> answer(wave, change));
        }
    }

    /** What halts goes on, since nobody else asks; for some of what stands somebody has an answer, once. */
    private void answer(WaveView wave, WaveView.Change change) {
        WavePlan plan = wave.plan();
        switch (change) {
            case WaveView.Change.WaveChanged(WaveState state, var reason, var tally, var preparation) -> {
                if (state == WaveState.HALTED) {
                    order(plan, random.nextInt(4) == 0 ? new Order.Abandon() : new Order.Resume(), 1);
                    order(plan, new Order.Resume(), 4);
                }
            }
            case WaveView.Change.JobChanged(int job, var status) -> {
                if (status.state() == JobState.BISECTING && random.nextInt(5) == 0) {
                    farm.send(
                            new Message.Ordered(plan.wave(), new WaveEvent.Commanded(new Order.Abandon(), BY)),
                            random.nextInt(BAD_MILLIS / SOON));
                }
                if (job < plan.size()
                        && !plan.isProbe(job)
                        && (status.state() == JobState.REGRESSED || status.state() == JobState.STUCK)
                        && random.nextDouble() < ANSWERED
                        && answered.add(plan.wave() + "/" + job)) {
                    boolean judges = plan.baselineOf(job) < 0;
                    order(plan, new Order.Answer(job, judges ? Resolution.RETRY : resolution()), judges ? 1 : 2);
                }
            }
            case WaveView.Change.ProbesAdded probes -> {}
            case WaveView.Change.Heard heard -> {}
            case WaveView.Change.HeardForgotten forgotten -> {}
            case WaveView.Change.Frozen frozen -> {}
        }
    }

    private Resolution resolution() {
        return switch (random.nextInt(4)) {
            case 0 -> Resolution.WONT_FIX;
            case 1 -> Resolution.CANT_FIX;
            default -> Resolution.RETRY;
        };
    }

    /** Some waves are paused and resumed, some given up, and people answer for some jobs, whether they stand or not. */
    private void order(WavePlan plan) {
        if (evaluated) {
            orderWhileItIsPrepared(plan);
        }
        if (random.nextBoolean()) {
            order(plan, new Order.Pause(), 1);
            order(plan, new Order.Resume(), 3);
            order(plan, new Order.Resume(), 4); // a pause that was repeated may have come last
        }
        if (random.nextInt(6) == 0) {
            WaveEvent abandoned = new WaveEvent.Commanded(new Order.Abandon(), BY);
            // Soon enough that another wave waits for the same.
            if (random.nextBoolean()) {
                farm.send(new Message.Ordered(plan.wave(), abandoned), random.nextInt(BAD_MILLIS / SOON));
            } else {
                tell(plan, abandoned, 1 + random.nextInt(2));
            }
        }
        if (random.nextInt(4) == 0) {
            for (int late = 1; late <= 3; late++) {
                tell(plan, new WaveEvent.Undecidable("it cannot be read"), late);
            }
        }
        if (random.nextInt(4) == 0) {
            for (int answers = random.nextInt(60); answers > 0; answers--) {
                order(plan, new Order.Answer(random.nextInt(plan.size()), resolution()), 3);
            }
        }
    }

    private void orderWhileItIsPrepared(WavePlan plan) {
        int soon = random.nextInt(BAD_MILLIS / SOON);
        switch (random.nextInt(3)) {
            case 0 -> {
                farm.send(new Message.Ordered(plan.wave(), new WaveEvent.Commanded(new Order.Pause(), BY)), soon);
                order(plan, new Order.Resume(), 2);
                order(plan, new Order.Resume(), 4);
            }
            case 1 -> farm.send(new Message.Ordered(plan.wave(), new WaveEvent.Undecidable("it cannot be read")), soon);
            default -> {}
        }
    }

    private void order(WavePlan plan, Order order, int late) {
        tell(plan, new WaveEvent.Commanded(order, BY), late);
    }

    private void tell(WavePlan plan, WaveEvent event, int late) {
        farm.send(new Message.Ordered(plan.wave(), event), (late - 1L) * BAD_MILLIS + random.nextInt(BAD_MILLIS));
    }

    private PackageGraph graph() {
        int most = shared ? 80 : 200;
        int size = random.nextInt(20) < 13 ? most + random.nextInt(80) : 1 + random.nextInt(40);
        boolean cycles = random.nextInt(3) == 0;
        List<PackageNode> nodes = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            nodes.add(node(index, size, cycles));
        }
        GraphBuilder builder = new GraphBuilder("demo", 1).revision("commit-1").estimate(evaluated);
        try {
            for (PackageNode node : nodes) {
                builder.add(node);
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("a graph of chance is a graph", e);
        }
    }

    /** Short, so that there are not too many beats. */
    private BuildTimes times(PackageGraph graph) {
        Map<String, BuildTime> times = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            times.put(graph.attribute(index), BuildTime.learnt(1 + random.nextInt(8), 1));
        }
        times.put(PackageId.WORKSPACE, BuildTime.learnt(5, 1));
        return new BuildTimes(Map.of(SYSTEM, times));
    }

    private Set<String> steady(PackageGraph graph) {
        Set<String> steady = new TreeSet<>();
        int oneIn = random.nextInt(2) == 0 ? 1 : 4;
        for (int index = 0; index < graph.size(); index++) {
            if (random.nextInt(1 + oneIn) == 0) {
                steady.add(graph.attribute(index));
            }
        }
        return steady;
    }

    private PackageNode node(int index, int size, boolean cycles) {
        List<Dependency> needs = new ArrayList<>();
        int most = shared ? index - ROOTS : index;
        for (int i = Math.min(most, shared ? 2 + random.nextInt(2) : random.nextInt(4)); i > 0; i--) {
            int needed = (int) (index * Math.pow(random.nextDouble(), 3));
            if (needs.stream().noneMatch(need -> need.attribute().equals(name(needed)))) {
                needs.add(Dependency.build(name(needed)));
            }
        }
        if (cycles && index + 1 < size && random.nextInt(30) == 0) {
            needs.add(Dependency.build(name(index + 1 + random.nextInt(size - index - 1))));
        }
        return PackageNode.named(name(index), "1")
                .systems(List.of(SYSTEM))
                .dependencies(needs)
                .unfree(random.nextInt(25) == 0)
                .features(features())
                .refusals(random.nextInt(60) == 0 ? List.of(new Refusal(Refusal.Kind.BROKEN, "by chance")) : List.of())
                .recipeDigest(Sha256.builder().add(name(index)).build())
                .build();
    }

    /** What nobody has is rare. */
    private List<String> features() {
        int chance = random.nextInt(100);
        return chance < 5 ? List.of("gpu") : chance < 7 ? List.of("quantum") : List.of();
    }

    private static String name(int index) {
        return "p%03d".formatted(index);
    }

    private List<AgentSpec> agents() {
        List<AgentSpec> agents = new ArrayList<>();
        for (TrustDomain trust : List.of(TrustDomain.FREE, TrustDomain.UNFREE)) {
            int count = 1 + random.nextInt(4);
            for (int number = 0; number < count; number++) {
                List<String> features = Stream.of("gpu", BuildSpec.PREPARE)
                        .filter(number == 0 ? each -> true : each -> each.equals(BuildSpec.PREPARE))
                        .filter(each -> evaluated || !each.equals(BuildSpec.PREPARE))
                        .toList();
                agents.add(new AgentSpec(
                        trust.label() + "-" + number, new Pool(SYSTEM, trust), features, 1 + random.nextInt(4)));
            }
        }
        return agents;
    }

    private void publish(PackageGraph graph) {
        for (int bumps = (shared ? 6 : 3) + random.nextInt(4); bumps > 0; bumps--) {
            int index = shared && random.nextInt(4) > 0
                    ? random.nextInt(Math.min(ROOTS, graph.size()))
                    : (int) (graph.size() * Math.pow(random.nextDouble(), graph.size() > 100 ? 12 : 3));
            Bump bump = new Bump(
                    graph.attribute(index),
                    "1",
                    String.valueOf(2 + random.nextInt(3)),
                    random.nextInt(6) == 0 ? Urgency.SECURITY : Urgency.ROUTINE,
                    "watcher",
                    null,
                    List.of("ADVISORY-1"));
            Publication said = new Publication(Instant.EPOCH, null, List.of(), null, null);
            farm.publish(new SetEvent.BumpPublished(bump, said), random.nextInt(BAD_MILLIS));
        }
    }

    void run() {
        farm.run(Duration.ofHours(2));
        invariants.end(farm.open());
    }

    List<String> violations() {
        return invariants.violations();
    }

    Faults faults() {
        return faults;
    }

    /** Jobs of all its waves together. */
    int jobs() {
        return jobs;
    }

    int waves() {
        return waves;
    }
}
