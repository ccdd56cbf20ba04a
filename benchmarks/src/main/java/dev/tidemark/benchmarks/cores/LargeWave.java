package dev.tidemark.benchmarks.cores;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A wave that rebuilds a whole set, whose packages need about as many others as those of nixpkgs do, and more often those
 * that many need. The same seed gives the same wave.
 */
final class LargeWave {

    private static final String SYSTEM = "x86_64-linux";
    private static final String BUMPED = "package0";
    private static final double EDGES_A_PACKAGE = 7.6;

    private LargeWave() {}

    /** Everything in it needs {@link #BUMPED}, directly or not. */
    static PackageGraph graph(int packages, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GraphBuilder builder = new GraphBuilder("synthetic", 1);
        try {
            for (int place = 0; place < packages; place++) {
                builder.add(node(place, random));
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("every package needs only those before it", e);
        }
    }

    private static PackageNode node(int place, SplittableRandom random) {
        int degree = place == 0 ? 0 : Math.min(place, 1 + random.nextInt((int) (2 * EDGES_A_PACKAGE) - 1));
        TreeSet<Integer> needs = new TreeSet<>();
        for (int draw = 0; draw < degree; draw++) {
            double near = random.nextDouble();
            needs.add((int) (place * near * near)); // Those at the root are needed by many.
        }
        return PackageNode.named("package" + place, "1." + place)
                .systems(List.of(SYSTEM))
                .dependencies(needs.stream()
                        .map(need -> Dependency.build("package" + need))
                        .toList())
                .people(new PackageNode.People(List.of("maintainer" + place % 3_000), List.of()))
                .recipeDigest(Sha256.builder().add(place).build())
                .build();
    }

    static WavePlan plan(PackageGraph graph) {
        Bump bump = new Bump(BUMPED, "1.0", "2.0", Urgency.ROUTINE, "benchmark");
        return PlanWave.plan(new WaveId("synthetic-1"), List.of(bump), WaveTerms.NONE, graph, Prospects.UNKNOWN);
    }

    /** Opened, so that what needs nothing is asked for. */
    static WaveView opened(WavePlan plan) {
        WaveView view = WaveView.planned(plan);
        AdvanceWave.decide(view, new WaveEvent.Opened()).changes().forEach(view::apply);
        return view;
    }
}
