package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.cli.command.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a farm would have done, asked of files: no broker runs. */
final class SimulateIT {

    private static final String SAMPLE =
            Path.of("..", "samples", "nixpkgs-17.09.jsonl.zst").toAbsolutePath().toString();

    @TempDir
    private Path folder;

    private String bumps = "";

    @BeforeEach
    void write_bumps() throws IOException {
        bumps = Files.writeString(folder.resolve("bumps.jsonl"), """
                        {"ts":1294753369,"attr":"cudatoolkit","from":"7.0","to":"7.5"}
                        {"ts":1294753400,"attr":"nobody-knows-it","from":"1","to":"2"}
                        {"ts":1294840000,"attr":"numpy","from":"1.0","to":"1.1"}
                        """).toString();
    }

    private static String run(int expected, String... arguments) {
        return InThisProcess.run(expected, arguments);
    }

    @Test
    void the_same_seed_says_the_same_bytes_and_that_it_is_a_simulation() throws Exception {
        String[] asked = {"simulate", "--graph", SAMPLE, "--bumps", bumps, "--rewind", "--seed", "7", "-o", "json"};

        String said = run(ExitCodes.OK, asked);

        assertThat(run(ExitCodes.OK, asked)).isEqualTo(said);
        JsonNode report = JsonMapper.builder().build().readTree(said);
        assertThat(report.get("simulation").asBoolean()).isTrue();
        assertThat(report.get("waves").asInt()).isEqualTo(report.get("admitted").asInt());
        assertThat(report.get("admitted").asInt()).isPositive();
        assertThat(report.get("held").asInt()).isPositive();
        assertThat(report.get("invariantViolations").asInt()).isZero();
        assertThat(report.get("makespanSeconds").asDouble())
                .isGreaterThanOrEqualTo(report.get("lowerBoundSeconds").asDouble());
    }

    @Test
    void a_policy_decides_which_bumps_are_taken_up() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "exclusions: [\"*\"]\n");

        String said = run(ExitCodes.OK, "simulate", "--graph", SAMPLE, "--bumps", bumps, "--policy", policy.toString());

        assertThat(said).contains("SIMULATION of 3 bumps").contains("0 admitted, 0 superseded, 3 held");
    }

    @Test
    void what_is_no_bump_is_named_with_its_line() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.jsonl"), "{\"ts\":1}\n");

        assertThat(run(ExitCodes.USAGE, "simulate", "--graph", SAMPLE, "--bumps", wrong.toString()))
                .contains("wrong.jsonl:1 is no bump");
    }
}
