package dev.tidemark.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.virtual.Simulation.TimedBump;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SimulationTest {

    private static final Instant BEGIN = Instant.parse("2016-01-01T00:00:00Z");
    private static final int DEPENDENTS = 1000;

    private final PackageGraph graph = graph();

    private static PackageGraph graph() {
        List<PackageNode> nodes = new ArrayList<>();
        nodes.add(node("base"));
        IntStream.range(0, DEPENDENTS).forEach(number -> nodes.add(node("on" + number, "base")));
        nodes.add(node("top", "on0", "on1"));
        try {
            return PackageGraph.of("demo", 1, nodes);
        } catch (InvalidGraphException e) {
            throw new AssertionError("the test's own graph is one", e);
        }
    }

    private static PackageNode node(String attribute, String... needs) {
        return PackageNode.named(attribute, "1.0")
                .systems(List.of("x86_64-linux"))
                .dependencies(List.of(needs).stream().map(Dependency::build).toList())
                .recipeDigest(Sha256.builder().add(attribute).build())
                .build();
    }

    private SimulationReport play(List<TimedBump> bumps, long seed, Policy policy, boolean rewind) {
        return Simulation.of(
                new Simulation.Question(graph, bumps, 4, 0, seed, BuildTimes.none(), policy, rewind), (bump, at) -> {});
    }

    private static List<TimedBump> releases(String attribute, Duration every, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> new TimedBump(
                        BEGIN.plus(every.multipliedBy(number)),
                        attribute,
                        number == 1 ? "0.9" : "1." + (number - 1),
                        "1." + number))
                .toList();
    }

    @Test
    void a_bump_is_built_through_everything_that_needs_it() {
        SimulationReport report = play(releases("base", Duration.ofDays(1), 1), 1, Policy.NONE, false);

        assertThat(report.waves()).isEqualTo(1);
        assertThat(report.open()).isZero();
        assertThat(report.built()).isEqualTo(DEPENDENTS + 2);
        assertThat(report.bumps()).isEqualTo(new SimulationReport.Bumps(1, 0, 0));
        assertThat(report.makespanSeconds()).isGreaterThanOrEqualTo(report.lowerBoundSeconds());
        assertThat(report.invariantViolations()).as("%s", report.violations()).isZero();
    }

    @Test
    void the_same_question_gets_the_same_answer_and_another_seed_another() {
        List<TimedBump> bumps = releases("on0", Duration.ofHours(5), 20);

        assertThat(play(bumps, 7, Policy.NONE, false)).isEqualTo(play(bumps, 7, Policy.NONE, false));
        assertThat(play(bumps, 8, Policy.NONE, false)).isNotEqualTo(play(bumps, 7, Policy.NONE, false));
    }

    @Test
    void what_the_graph_has_already_is_held_unless_it_is_rewound() {
        List<TimedBump> old = List.of(new TimedBump(BEGIN, "base", "0.8", "0.9"));

        assertThat(play(old, 1, Policy.NONE, false).bumps()).isEqualTo(new SimulationReport.Bumps(0, 0, 1));
        assertThat(play(old, 1, Policy.NONE, true).bumps()).isEqualTo(new SimulationReport.Bumps(1, 0, 0));
    }

    @Test
    void who_releases_often_is_held_to_his_cadence() {
        Policy weekly = PolicyCodec.read("""
                cadence:
                  base: 28d
                """);
        List<TimedBump> bumps = releases("base", Duration.ofDays(7), 24);

        SimulationReport free = play(bumps, 1, Policy.NONE, false);
        SimulationReport held = play(bumps, 1, weekly, false);

        assertThat(free.waves()).isEqualTo(24);
        assertThat(held.waves()).isBetween(6, 7);
        assertThat(held.bumps().superseded()).isGreaterThanOrEqualTo(17);
        assertThat(held.avoided().get("supersession"))
                .isEqualTo((long) held.bumps().superseded() * (DEPENDENTS + 2));
        assertThat(held.invariantViolations()).isZero();
    }

    @Test
    void what_only_waits_for_time_is_taken_up_after_the_last_bump_came() {
        Policy aged = PolicyCodec.read("age: 6h\n");

        SimulationReport report = play(releases("on0", Duration.ofDays(1), 1), 1, aged, false);

        assertThat(report.bumps()).isEqualTo(new SimulationReport.Bumps(1, 0, 0));
        assertThat(report.waves()).isEqualTo(1);
    }

    @Test
    void jobs_are_counted_by_where_they_end_and_breakages_once_however_many_waves_they_last() {
        List<TimedBump> bumps = releases("base", Duration.ofDays(1), 3);
        SimulationReport report = Simulation.of(
                new Simulation.Question(graph, bumps, 4, 0.05, 1, BuildTimes.none(), Policy.NONE, true),
                (bump, at) -> {});

        assertThat(report.jobs().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(3 * (DEPENDENTS + 2));
        int regressed = report.jobs().getOrDefault(JobState.REGRESSED, 0);
        assertThat(regressed).isBetween(100, 200);
        assertThat(report.breakages()).isPositive().isLessThan(regressed);
    }

    @Test
    void who_plays_the_story_in_another_way_sees_the_same_builds_fail() {
        DrawnBuilds builds = new DrawnBuilds(graph, 0.05, 1, BuildTimes.none());
        List<TimedBump> bumps = releases("top", Duration.ofDays(1), 40);
        SimulationReport report = Simulation.of(
                new Simulation.Question(graph, bumps, 4, 0.05, 1, BuildTimes.none(), Policy.NONE, true),
                (bump, at) -> {});

        Map<String, Sha256> before = new TreeMap<>();
        BuiltSet.of(
                graph,
                new DrawnWorld(1, DrawnWorld.Mishaps.broken(0), BuildTimes.none(), Set.of()),
                (spec, output) -> before.put(spec.packageId().attribute(), spec.key()));
        assertThat(before.values()).allMatch(builds::wasBuilt).noneMatch(builds::fails);
        long failing = bumps.stream()
                .map(bump -> top(bump.to(), before))
                .filter(builds::fails)
                .count();
        assertThat(failing).isPositive();
        assertThat(report.jobs()).containsEntry(JobState.REGRESSED, (int) failing);
    }

    private static Sha256 top(String version, Map<String, Sha256> before) {
        return new BuildSpec(
                        new PackageId("demo", "top"),
                        version,
                        Pool.parse("x86_64-linux.free"),
                        Sha256.builder().add("top").build(),
                        Stream.of("on0", "on1")
                                .map(input -> new BuildInput(
                                        input,
                                        DrawnBuilds.output(Objects.requireNonNull(before.get(input))),
                                        TrustDomain.FREE))
                                .toList(),
                        List.of())
                .key();
    }
}
