package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.cli.command.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bump would take, and what a graph is like, asked of files: no broker runs. */
final class PlanIT {

    private static final String SAMPLE =
            Path.of("..", "samples", "nixpkgs-17.09.jsonl.zst").toAbsolutePath().toString();
    private static final double ASSUMED_SECONDS = 78.7;

    @TempDir
    private Path folder;

    /** In this process: the same as the program does, but its start. */
    private static String run(int expected, String... arguments) {
        return InThisProcess.run(expected, arguments);
    }

    private static JsonNode plan(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("plan", "-o", "json"));
        all.addAll(List.of(arguments));
        return JsonMapper.builder().build().readTree(run(0, all.toArray(String[]::new)));
    }

    @Test
    void a_plan_of_openssl_has_all_that_is_promised() throws Exception {
        JsonNode plan = plan(
                "openssl@3.0.1",
                "--graph",
                SAMPLE,
                "--agents",
                "64",
                "--unfree-agents",
                "8",
                "--features",
                "big-parallel");

        assertThat(plan.get("jobs").asInt()).isEqualTo(10_028);
        assertThat(sum(plan.get("levels"))).isEqualTo(10_028);
        assertThat(plan.get("affected")).hasSize(10_028);
        assertThat(plan.get("affected").get(0).get("package").asText()).isEqualTo("openssl");
        assertThat(plan.get("bumps").get(0).get("to").asText()).isEqualTo("3.0.1");
        assertThat(plan.get("revision").asText()).startsWith("content-");
        assertThat(plan.get("maintainers")).hasSizeGreaterThan(500);
        int running = 10_028 - plan.get("blocked").size();
        assertThat(plan.get("cpuHours").asDouble()).isCloseTo(running * ASSUMED_SECONDS / 3600, withinPercentage(1));
        assertThat(plan.get("gpuHours").asDouble()).isZero();
        assertThat(plan.get("durations").get("assumed").asInt()).isEqualTo(running);
        JsonNode finish = plan.get("finishSeconds");
        double expected = finish.get("expected").asDouble();
        assertThat(finish.get("low").asDouble()).isPositive().isLessThanOrEqualTo(expected);
        assertThat(finish.get("high").asDouble()).isGreaterThanOrEqualTo(expected);
        assertThat(expected)
                .isGreaterThanOrEqualTo(plan.get("criticalPathSeconds").asDouble());
        for (JsonNode blocked : plan.get("blocked")) {
            assertThat(blocked.get("reason").asText()).matches("marked as broken|needs \\S+: marked as broken");
        }
        assertThat(plan.get("costliest")).hasSize(10);
    }

    private static int sum(JsonNode numbers) {
        int sum = 0;
        for (JsonNode number : numbers) {
            sum += number.asInt();
        }
        return sum;
    }

    @Test
    void without_agents_of_a_domain_or_a_feature_jobs_wait_and_it_says_so() throws Exception {
        Map<String, String> reasons = new HashMap<>();
        plan("cudatoolkit", "linux", "--graph", SAMPLE)
                .get("blocked")
                .forEach(each -> reasons.put(
                        each.get("package").asText(), each.get("reason").asText()));

        assertThat(reasons)
                .containsEntry("cudatoolkit", "no agent of the unfree domain")
                .containsEntry("magma", "no agent of the unfree domain")
                .containsEntry("linux", "no agent with big-parallel");
        assertThat(run(0, "plan", "cudatoolkit", "--graph", SAMPLE))
                .contains("With agents of the unfree domain: --unfree-agents N");
    }

    @Test
    void what_was_learnt_counts_instead_of_what_is_assumed() throws Exception {
        Path history = Files.writeString(folder.resolve("history.jsonl"), """
                {"package": "cudatoolkit", "system": "x86_64-linux", "seconds": 7200, "builds": 3}
                {"package": "magma", "system": "x86_64-linux", "seconds": 3600}
                """);

        JsonNode plan = plan("cudatoolkit", "--graph", SAMPLE, "--unfree-agents", "2", "--history", history.toString());

        assertThat(plan.get("durations").get("learnt").asInt()).isEqualTo(2);
        assertThat(plan.get("costliest").get(0).get("package").asText()).isEqualTo("cudatoolkit");
        assertThat(plan.get("costliest").get(0).get("seconds").asDouble()).isCloseTo(7200, within(1.0));
        assertThat(plan.get("criticalPathSeconds").asDouble()).isGreaterThan(10_000);

        Files.writeString(history, "{\"package\": \"a\", \"system\": \"b\", \"seconds\": -1}\n");
        assertThat(run(ExitCodes.USAGE, "plan", "cudatoolkit", "--graph", SAMPLE, "--history", history.toString()))
                .contains("history.jsonl:1 is no history of builds");
    }

    @Test
    void a_prepared_graph_gives_the_same_plan_and_a_damaged_one_none() throws Exception {
        Path prepared = folder.resolve("nixpkgs.graph");
        assertThat(run(0, "graph", "prepare", "--graph", SAMPLE, "--output", prepared.toString()))
                .contains("13,961 packages, 129,963 edges");

        assertThat(plan("python3", "--graph", prepared.toString())).isEqualTo(plan("python3", "--graph", SAMPLE));
        assertThat(run(0, "plan", "python3", "--graph", prepared.toString())).contains("2,115 on");

        byte[] bytes = Files.readAllBytes(prepared);
        bytes[bytes.length / 2] ^= 1;
        Files.write(prepared, bytes);
        assertThat(run(ExitCodes.UNREACHABLE, "plan", "python3", "--graph", prepared.toString()))
                .contains("it was cut or changed: make it anew with tidemark graph prepare");
    }

    @Test
    void a_colon_behind_an_at_is_a_versions() throws Exception {
        assertThat(plan("openssl@1:3.0", "--graph", SAMPLE)
                        .get("bumps")
                        .get(0)
                        .get("to")
                        .asText())
                .isEqualTo("1:3.0");
        assertThat(plan("nixpkgs-17.09:openssl@1:3.0", "--graph", SAMPLE)
                        .get("jobs")
                        .asInt())
                .isEqualTo(10_028);
    }

    @Test
    void a_prepared_graph_replaces_files_alone() throws Exception {
        assertThat(run(ExitCodes.USAGE, "graph", "prepare", "--graph", SAMPLE, "--output", "/"))
                .contains("/ is no file");
        assertThat(run(ExitCodes.USAGE, "graph", "prepare", "--graph", SAMPLE, "--output", folder.toString()))
                .contains("is no file");
    }

    @Test
    void the_policy_says_how_far_a_bump_reaches() throws Exception {
        int all = plan("zlib", "--graph", SAMPLE).get("jobs").asInt();
        int link =
                plan("zlib", "--graph", SAMPLE, "--reach", "link").get("jobs").asInt();
        int direct =
                plan("zlib", "--graph", SAMPLE, "--reach", "direct").get("jobs").asInt();
        int tests =
                plan("zlib", "--graph", SAMPLE, "--kinds", "check").get("jobs").asInt();

        assertThat(all).isEqualTo(13_791);
        assertThat(link).isLessThan(all).isGreaterThan(direct);
        assertThat(direct).isGreaterThan(tests);
        assertThat(tests).isPositive();
        assertThat(run(ExitCodes.USAGE, "plan", "zlib", "--graph", SAMPLE, "--reach", "link", "--kinds", "build"))
                .contains("a link is an edge of the kinds build and runtime");
    }

    @Test
    void packages_are_shown_with_what_they_need_and_what_needs_them() throws Exception {
        assertThat(run(0, "graph", "show", "python27Packages.Fabric", "--graph", SAMPLE))
                .as("an alias")
                .contains("nixpkgs-17.09:Fabric 1.13.2")
                .contains("maintainer-46a419bd")
                .contains("python27Packages.paramiko (build, runtime)");
        assertThat(run(0, "graph", "show", "magma", "--graph", SAMPLE))
                .contains("the unfree domain: it builds from what is unfree");
        assertThat(run(ExitCodes.USAGE, "graph", "show", "opensl", "--graph", SAMPLE))
                .contains("has no package \"opensl\"");
        assertThat(run(ExitCodes.USAGE, "graph", "show", "penssl", "--graph", SAMPLE))
                .contains("like it are openssl");
    }

    @Test
    void a_path_leads_from_a_bump_to_what_it_reaches_or_there_is_none() throws Exception {
        String path = run(0, "graph", "path", "openssl", "git", "--graph", SAMPLE);
        assertThat(path.lines().toList()).startsWith("openssl");
        assertThat(path.lines().skip(1))
                .allMatch(Pattern.compile("  is needed by \\S+ \\([a-z, ]+\\)").asMatchPredicate());
        assertThat(path.lines().toList().getLast()).startsWith("  is needed by git (");
        assertThat(run(ExitCodes.RED, "graph", "path", "git", "openssl", "--graph", SAMPLE))
                .isEqualTo("no bump of git reaches openssl");
    }

    @Test
    void a_graph_has_figures() throws Exception {
        assertThat(run(0, "graph", "stats", "--graph", SAMPLE))
                .contains("13,961")
                .contains("129,963 (kinds: build, runtime, check)")
                .contains("378, 35 of them only because of what they build from")
                .containsPattern("MOST NEEDED +BY +A BUMP REACHES");
    }

    @Test
    void a_graph_with_problems_is_refused_with_their_places_and_can_be_read_without_them() throws Exception {
        Path lines = Files.writeString(folder.resolve("small.jsonl"), """
                {"attribute": "a", "version": "1", "systems": ["x86_64-linux"]}
                {"attribute": "b", "version": "1", "systems": ["x86_64-linux"], "dependencies": [{"attribute": "nobody", "kinds": ["build"]}]}
                this is no package
                """);

        assertThat(run(
                        ExitCodes.USAGE,
                        "plan",
                        "a",
                        "--graph",
                        folder.resolve("none").toString()))
                .contains("there is no file");
        assertThat(run(ExitCodes.USAGE, "plan", "a", "--graph", lines.toString()))
                .contains("small.jsonl:2:")
                .contains("small.jsonl:3:")
                .contains("--lenient");
        assertThat(run(0, "plan", "a", "--graph", lines.toString(), "--lenient"))
                .contains("1 on 1 levels")
                .contains("small.jsonl:3:");
    }
}
