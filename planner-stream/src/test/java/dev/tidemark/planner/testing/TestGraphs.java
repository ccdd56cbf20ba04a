package dev.tidemark.planner.testing;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Graphs of a set named {@code demo}, and the values that go with them. */
public final class TestGraphs {

    public static final String SYSTEM = "x86_64-linux";

    private TestGraphs() {}

    public static PackageGraph graph(PackageNode... nodes) {
        return graph(1, Arrays.asList(nodes));
    }

    public static PackageGraph graph(long sequence, List<PackageNode> nodes) {
        try {
            return PackageGraph.of("demo", sequence, nodes);
        } catch (InvalidGraphException e) {
            throw new AssertionError("the test's own graph is one", e);
        }
    }

    /** The same, of a set whose evaluation decides what bumps change. */
    public static PackageGraph estimate(List<PackageNode> nodes) {
        GraphBuilder builder = new GraphBuilder("demo", 1).revision("commit-1").estimate(true);
        try {
            for (PackageNode node : nodes) {
                builder.add(node);
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("the test's own graph is one", e);
        }
    }

    /** What the set evaluates to with the bumps of a plan where its graph is right after all: the plan's WAVE jobs. */
    public static List<EvaluatedJob> evaluation(WavePlan plan) {
        return IntStream.range(0, plan.size())
                .filter(job -> plan.baselineOf(job) >= 0)
                .mapToObj(job -> evaluated(plan, job))
                .toList();
    }

    /** One of them. */
    public static EvaluatedJob evaluated(WavePlan plan, int number) {
        FrozenJob job = plan.job(number);
        return new EvaluatedJob(
                job.id(),
                job.version(),
                job.trust(),
                job.recipeDigest(),
                job.features(),
                job.maintainers(),
                job.sentinel(),
                job.refusal(),
                Arrays.stream(plan.dependenciesOf(number)).mapToObj(plan::id).toList());
    }

    /** Version 1.0, free, without features, maintained by {@code <attribute>-owner}. */
    public static PackageNode node(String attribute, String... dependencies) {
        return node(attribute, List.of(SYSTEM), false, List.of(), dependencies);
    }

    public static PackageNode node(
            String attribute, List<String> systems, boolean unfree, List<String> features, String... dependencies) {
        return PackageNode.named(attribute, "1.0")
                .systems(systems)
                .dependencies(Arrays.stream(dependencies).map(Dependency::build).toList())
                .people(new PackageNode.People(List.of(attribute + "-owner"), List.of()))
                .unfree(unfree)
                .features(features)
                .recipeDigest(hash("recipe of " + attribute))
                .build();
    }

    /** The same package, which its set refuses. */
    public static PackageNode refused(PackageNode node, Refusal.Kind kind, String reason) {
        return PackageNode.named(node.attribute(), node.version())
                .systems(node.systems())
                .dependencies(node.dependencies())
                .people(node.people())
                .names(node.names())
                .refusals(List.of(new Refusal(kind, reason)))
                .unfree(node.unfree())
                .features(node.features())
                .recipeDigest(node.recipeDigest())
                .build();
    }

    /** Of the wave {@code demo-1}, without terms. */
    public static WavePlan plan(List<Bump> bumps, PackageGraph graph) {
        return PlanWave.plan(new WaveId("demo-1"), bumps, WaveTerms.NONE, graph, Prospects.UNKNOWN);
    }

    public static Bump bump(String attribute) {
        return new Bump(attribute, "1.0", "2.0", Urgency.ROUTINE, "watcher");
    }

    /** A routine release of a package of {@code demo}, as a watcher publishes it. */
    public static VersionBump release(String attribute, String to, String publisher, Instant seenAt) {
        TrustedEvents.declare();
        return VersionBump.newBuilder()
                .setSet("demo")
                .setAttribute(attribute)
                .setTo(to)
                .setKind(BumpKind.ROUTINE)
                .setPublisher(publisher)
                .setSeenAt(seenAt)
                .build();
    }

    public static Sha256 hash(String of) {
        return Sha256.builder().add(of).build();
    }

    public static BuildFailure failure(FailureKind kind, String agent) {
        return new BuildFailure(
                kind,
                "it failed",
                List.of("line 1", "line 2"),
                hash("log"),
                hash("cause").hex(),
                agent);
    }
}
