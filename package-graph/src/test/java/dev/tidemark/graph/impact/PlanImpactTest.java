package dev.tidemark.graph.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.RandomGraphs;
import dev.tidemark.graph.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class PlanImpactTest {

    private static final String LINUX = "x86_64-linux";
    private static final String ARM = "aarch64-linux";
    private static final Offset<Double> ABOUT = within(1e-3);

    private static PackageNode.Builder node(String attribute, String... dependencies) {
        return PackageNode.named(attribute, "1")
                .systems(List.of(LINUX))
                .people(new PackageNode.People(List.of(attribute + "-owner", "everybody"), List.of()))
                .dependencies(Arrays.stream(dependencies).map(Dependency::build).toList());
    }

    private static PackageGraph graph(PackageNode.Builder... nodes) throws InvalidGraphException {
        return PackageGraph.of(
                "demo", 1, Arrays.stream(nodes).map(PackageNode.Builder::build).toList());
    }

    private static Capacity agents(int free, int unfree, String... features) {
        return new Capacity(free, unfree, new TreeSet<>(List.of(features)));
    }

    /** Times that are known exactly, on both systems. */
    private static BuildTimes exactly(Map<String, Integer> seconds) {
        Map<String, BuildTime> times = new TreeMap<>();
        seconds.forEach((attribute, each) -> times.put(attribute, new BuildTime(Math.log(each), 0, 5)));
        return new BuildTimes(Map.of(LINUX, times, ARM, times));
    }

    private static Impact impact(PackageGraph graph, BuildTimes times, Capacity capacity, String... bumped) {
        return PlanImpact.of(new Question(graph, List.of(bumped), EdgePolicy.ALL, times, capacity));
    }

    @Test
    void jobs_levels_maintainers_and_the_longest_way_are_counted() throws InvalidGraphException {
        PackageGraph graph = graph(node("a"), node("b", "a"), node("c", "a"), node("d", "b", "c"), node("other"));

        Impact impact = impact(graph, exactly(Map.of("a", 10, "b", 20, "c", 5, "d", 7)), agents(1, 1), "a");

        assertThat(impact.jobs()).isEqualTo(4);
        assertThat(impact.levels()).containsExactly(1, 2, 1);
        assertThat(impact.maintainers()).containsExactly("a-owner", "b-owner", "c-owner", "d-owner", "everybody");
        assertThat(impact.time().criticalPath()).containsExactly("a", "b", "d");
        assertThat(impact.time().criticalPathSeconds()).isCloseTo(37, ABOUT);
        assertThat(impact.time().cpuHours()).isCloseTo(42.0 / 3600, ABOUT);
        assertThat(impact.time().gpuHours()).isZero();
        assertThat(impact.time().learnt()).isEqualTo(4);
        assertThat(impact.time().finishSeconds().expected()).isCloseTo(42, ABOUT);
        assertThat(impact.time().finishSeconds().low()).isCloseTo(42, ABOUT);
        assertThat(impact.costliest()).extracting(Impact.Cost::attribute).containsExactly("b", "a", "d", "c");
    }

    @Test
    void more_agents_end_sooner_but_not_before_the_longest_way_does() throws InvalidGraphException {
        PackageGraph graph = graph(node("a"), node("b", "a"), node("c", "a"), node("d", "a"), node("e", "b"));
        BuildTimes times = exactly(Map.of("a", 1, "b", 4, "c", 4, "d", 4, "e", 4));

        assertThat(impact(graph, times, agents(1, 1), "a")
                        .time()
                        .finishSeconds()
                        .expected())
                .isCloseTo(17, ABOUT);
        assertThat(impact(graph, times, agents(2, 1), "a")
                        .time()
                        .finishSeconds()
                        .expected())
                .as("b first, since e waits for it: a, then b beside c, then e beside d")
                .isCloseTo(9, ABOUT);
        assertThat(impact(graph, times, agents(99, 1), "a")
                        .time()
                        .finishSeconds()
                        .expected())
                .isCloseTo(9, ABOUT);
    }

    @Test
    void a_bump_of_several_packages_counts_each_job_once() throws InvalidGraphException {
        PackageGraph graph = graph(node("a"), node("b"), node("c", "a", "b"));

        assertThat(impact(graph, BuildTimes.none(), agents(1, 1), "a", "b").jobs())
                .isEqualTo(3);
    }

    @Test
    void what_cannot_run_is_named_with_what_waits_for_it_and_costs_nothing() throws InvalidGraphException {
        PackageGraph graph = graph(
                node("a"),
                node("broken", "a").refusals(List.of(new Refusal(Refusal.Kind.BROKEN, "no longer compiles"))),
                node("behind", "broken"),
                node("blob", "a").unfree(true),
                node("links-blob", "blob"),
                node("render", "a").features(List.of("gpu")));
        BuildTimes times =
                exactly(Map.of("a", 10, "broken", 10, "behind", 10, "blob", 10, "links-blob", 10, "render", 10));

        Impact impact = impact(graph, times, agents(1, 0), "a");

        assertThat(impact.jobs()).isEqualTo(6);
        assertThat(impact.blocked())
                .containsExactly(
                        new Impact.Blocked("blob", LINUX, "blob", "no agent of the unfree domain"),
                        new Impact.Blocked("broken", LINUX, "broken", "marked as broken: no longer compiles"),
                        new Impact.Blocked("links-blob", LINUX, "links-blob", "no agent of the unfree domain"),
                        new Impact.Blocked("render", LINUX, "render", "no agent with gpu"),
                        new Impact.Blocked("behind", LINUX, "broken", "marked as broken: no longer compiles"));
        assertThat(impact.time().cpuHours()).isCloseTo(10.0 / 3600, ABOUT);

        Impact everywhere = impact(graph, times, agents(1, 1, "gpu"), "a");

        assertThat(everywhere.blocked()).extracting(Impact.Blocked::attribute).containsExactly("broken", "behind");
        assertThat(everywhere.time().gpuHours()).isCloseTo(10.0 / 3600, ABOUT);
        assertThat(everywhere.time().cpuHours()).isCloseTo(30.0 / 3600, ABOUT);
    }

    @Test
    void what_needs_a_refused_package_cannot_run_whether_a_bump_reaches_that_or_not() throws InvalidGraphException {
        PackageGraph graph = graph(
                node("a"),
                node("elsewhere").refusals(List.of(new Refusal(Refusal.Kind.BROKEN, ""))),
                node("b", "a", "elsewhere"),
                node("c", "b"));

        assertThat(impact(graph, BuildTimes.none(), agents(1, 0), "a").blocked())
                .containsExactly(
                        new Impact.Blocked("b", LINUX, "elsewhere", "marked as broken"),
                        new Impact.Blocked("c", LINUX, "elsewhere", "marked as broken"));
    }

    @Test
    void one_agent_takes_about_as_long_as_all_jobs_together() throws InvalidGraphException {
        PackageNode.Builder[] nodes = new PackageNode.Builder[3_000];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = i == 0 ? node("p0") : node("p" + i, "p0");
        }

        Impact impact = impact(graph(nodes), BuildTimes.none(), agents(1, 0), "p0");

        assertThat(impact.time().finishSeconds().expected())
                .isCloseTo(impact.time().cpuHours() * 3600, withinPercentage(1));
    }

    @Test
    void a_time_that_no_build_takes_is_refused() {
        for (double seconds : new double[] {0, -1, 1e-50, 1e39, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> BuildTime.learnt(seconds, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void each_system_has_jobs_and_agents_of_its_own() throws InvalidGraphException {
        PackageGraph graph = graph(
                node("a").systems(List.of(ARM, LINUX)),
                node("b", "a").systems(List.of(ARM)),
                node("c", "b").systems(List.of(LINUX)));

        Impact impact = impact(graph, BuildTimes.none(), agents(1, 0), "a");

        assertThat(impact.jobs())
                .as("c is not reached: b is not built where c is")
                .isEqualTo(3);
        assertThat(impact.levels()).containsExactly(2, 1);
        assertThat(impact.time().learnt()).isZero();
    }

    @Test
    void edges_that_are_cut_are_named() throws InvalidGraphException {
        PackageGraph graph = graph(node("a", "b"), node("b", "a"));

        Impact impact = impact(graph, BuildTimes.none(), agents(1, 0), "b");

        assertThat(impact.jobs()).isEqualTo(2);
        assertThat(impact.cut()).containsExactly("a -> b");
    }

    @Test
    void the_same_question_has_the_same_answer_within_the_bounds_of_every_schedule() throws InvalidGraphException {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            PackageGraph graph = PackageGraph.of("demo", 1, RandomGraphs.nodes(random));
            Map<String, Integer> seconds = new TreeMap<>();
            for (int index = 0; index < graph.size(); index++) {
                seconds.put(graph.attribute(index), 1 + random.nextInt(100));
            }
            int agents = 1 + random.nextInt(4);
            Question question = new Question(
                    graph,
                    List.of("p" + random.nextInt(graph.size())),
                    EdgePolicy.ALL,
                    exactly(seconds),
                    agents(agents, agents, "gpu", "kvm"));

            Impact impact = PlanImpact.of(question);

            assertThat(PlanImpact.of(question)).isEqualTo(impact);
            List<Impact.Job> jobs = PlanImpact.jobs(question);
            assertThat(jobs).doesNotHaveDuplicates().hasSize(impact.jobs());
            for (int level = 0; level < impact.levels().size(); level++) {
                int each = level;
                assertThat(jobs.stream().filter(job -> job.level() == each))
                        .hasSize(impact.levels().get(level));
            }
            double hours = impact.time().cpuHours() + impact.time().gpuHours();
            double end = impact.time().finishSeconds().expected();
            double longest = impact.time().criticalPathSeconds();
            assertThat(end).as("seed %d", seed).isGreaterThanOrEqualTo(longest - 0.1);
            assertThat(end)
                    .as("Graham's bound for each of the two pools, seed %d", seed)
                    .isLessThanOrEqualTo(longest + hours * 3600 / agents + 0.1);
            assertThat(impact.levels().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(impact.jobs());
        }
    }

    @Test
    void what_was_assumed_has_a_range_and_what_was_learnt_a_smaller_one() throws InvalidGraphException {
        PackageGraph graph = graph(node("a"), node("b", "a"), node("c", "b"));
        BuildTimes learnt = new BuildTimes(Map.of(
                LINUX,
                Map.of(
                        "a", BuildTime.learnt(79, 3),
                        "b", BuildTime.learnt(79, 3),
                        "c", BuildTime.learnt(79, 3))));

        Impact.Range assumed =
                impact(graph, BuildTimes.none(), agents(1, 0), "a").time().finishSeconds();
        Impact.Range known = impact(graph, learnt, agents(1, 0), "a").time().finishSeconds();

        assertThat(assumed.low()).isLessThan(assumed.expected());
        assertThat(assumed.expected()).isLessThan(assumed.high()).isCloseTo(237, within(60.0));
        assertThat(known.high() - known.low()).isLessThan(assumed.high() - assumed.low());
    }

    @Test
    void a_package_that_nobody_knows_is_no_question() throws InvalidGraphException {
        PackageGraph graph = graph(node("a"));

        assertThatThrownBy(() -> impact(graph, BuildTimes.none(), agents(1, 0), "b"))
                .hasMessage("the set demo has no package b");
    }
}
