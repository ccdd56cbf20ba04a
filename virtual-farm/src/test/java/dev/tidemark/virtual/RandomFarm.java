package dev.tidemark.virtual;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A farm of chance: its packages, their cycles, its agents and bumps, and what goes wrong. The same seed gives the same farm. */
final class RandomFarm {

    private static final String SYSTEM = "x86_64-linux";
    private static final DispatchPolicy POLICY =
            new DispatchPolicy(Duration.ofSeconds(2), 3, 15, 2, Duration.ofMinutes(10), 3);
    private static final int BAD_MILLIS = 240_000;
    private static final List<Double> RATES = List.of(0.0, 0.002, 0.01, 0.04);

    private final Random random;
    private final Faults faults;
    private final Invariants invariants;
    private final Liveness liveness = new Liveness();
    private final VirtualFarm farm;
    private int jobs;
    private int waves;

    RandomFarm(long seed, Cores cores) {
        this.random = new Random(seed);
        PackageGraph graph = graph();
        List<AgentSpec> agents = agents();
        this.faults = new Faults(seed, RATES.get(random.nextInt(RATES.size())), BAD_MILLIS);
        this.invariants = new Invariants(graph, agents, POLICY.lostAfter());
        this.farm = new VirtualFarm(
                new VirtualFarm.Setting(
                        graph, agents, POLICY, Duration.ofSeconds(1), Duration.ofHours(3), Optional.of(faults)),
                cores,
                new World(seed, random.nextInt(4) * 0.02, times(graph)),
                new Observers(List.of(invariants, liveness)),
                0);
        publish(graph);
    }

    /** Counts what opens. */
    private final class Liveness implements FarmObserver {
        @Override
        public void decided(
                long now,
                dev.tidemark.planner.admit.AdmitBump.SetEvent event,
                dev.tidemark.planner.admit.AdmitBump.Decision decision) {
            waves += decision.opened().size();
            decision.opened()
                    .forEach(wave -> jobs += farm.graph()
                            .affectedBy(new int[] {
                                farm.graph()
                                        .indexOf(wave.bump().bump().attribute())
                                        .orElseThrow()
                            })
                            .length);
        }
    }

    private PackageGraph graph() {
        int size = random.nextInt(20) < 9 ? 140 + random.nextInt(80) : 1 + random.nextInt(40);
        boolean cycles = random.nextInt(3) == 0;
        List<PackageNode> nodes = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            nodes.add(node(index, size, cycles));
        }
        try {
            return PackageGraph.of("demo", 1, nodes);
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
        return new BuildTimes(Map.of(SYSTEM, times));
    }

    private PackageNode node(int index, int size, boolean cycles) {
        List<Dependency> needs = new ArrayList<>();
        for (int i = Math.min(index, random.nextInt(4)); i > 0; i--) {
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
                .features(random.nextInt(20) == 0 ? List.of("gpu") : List.of())
                .recipeDigest(Sha256.builder().add(name(index)).build())
                .build();
    }

    private static String name(int index) {
        return "p%03d".formatted(index);
    }

    private List<AgentSpec> agents() {
        List<AgentSpec> agents = new ArrayList<>();
        for (TrustDomain trust : List.of(TrustDomain.FREE, TrustDomain.UNFREE)) {
            int count = 1 + random.nextInt(4);
            for (int number = 0; number < count; number++) {
                List<String> features = number == 0 ? List.of("gpu") : List.of();
                agents.add(new AgentSpec(
                        trust.label() + "-" + number, new Pool(SYSTEM, trust), features, 1 + random.nextInt(4)));
            }
        }
        return agents;
    }

    private void publish(PackageGraph graph) {
        for (int bumps = 2 + random.nextInt(3); bumps > 0; bumps--) {
            int index = (int) (graph.size() * Math.pow(random.nextDouble(), graph.size() > 100 ? 12 : 3));
            Bump bump = new Bump(
                    graph.attribute(index),
                    "1",
                    String.valueOf(2 + random.nextInt(3)),
                    random.nextInt(6) == 0 ? Urgency.SECURITY : Urgency.ROUTINE,
                    "watcher");
            farm.publish(new BumpStatus("demo", bump, new Standing.Held(""), null), random.nextInt(BAD_MILLIS));
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
