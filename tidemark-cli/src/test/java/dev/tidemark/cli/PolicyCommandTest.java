package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tidemark policy} says of documents, without a farm. */
final class PolicyCommandTest {

    @TempDir
    private Path folder;

    private Path file;

    @SuppressWarnings("NullAway.Init") // JUnit calls name before each test.
    PolicyCommandTest() {}

    @BeforeEach
    void name() {
        file = folder.resolve("policy.yaml");
    }

    @Test
    void a_document_that_is_a_policy_is_said_to_be_one() throws IOException {
        Files.writeString(file, "age: 2d\nholds:\n  - {package: curl, reason: a freeze}\n");

        assertThat(InThisProcess.run(ExitCodes.OK, "policy", "check", file.toString()))
                .isEqualTo(file + " is a policy.");
    }

    @Test
    void one_in_json_is_one_too() throws IOException {
        Files.writeString(file, "{\"age\": \"2d\"}");

        assertThat(InThisProcess.run(ExitCodes.OK, "policy", "check", file.toString()))
                .endsWith("is a policy.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agee: 2d | line 1, column 7 (agee): there is no \"agee\": use cadence, groups",
                "age: soon | line 1, column 6 (age): \"soon\" is no time: write a whole number and s, m, h, d or w",
                "waves: {cpuHours: none} | (waves.cpuHours): \"none\" is no number",
                "holds: curl | (holds): it is no list",
                "{age: 1d | it is no YAML",
            })
    void one_that_is_none_is_refused_with_the_place_and_the_next_step(String document, String message)
            throws IOException {
        Files.writeString(file, document);

        assertThat(InThisProcess.run(ExitCodes.RED, "policy", "check", file.toString()))
                .startsWith(file + ": line 1, column ")
                .contains(message)
                .endsWith("; correct it by docs/formats/policy.md")
                .hasLineCount(1);
        assertThat(refused(ExitCodes.USAGE, "apply", "--set", "demo", "--by", "ada", "--farm", "127.0.0.1:1"))
                .contains(message)
                .endsWith("; correct it by docs/formats/policy.md, and apply it again")
                .hasLineCount(1);
    }

    @Test
    void a_file_that_is_missing_a_folder_and_what_is_no_text_are_told_as_such() throws IOException {
        assertThat(refused(ExitCodes.USAGE, "check"))
                .endsWith("there is no file " + file + ": name one that holds a policy")
                .hasLineCount(1);
        Files.write(file, "age: 2d # café".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused(ExitCodes.USAGE, "check"))
                .endsWith(file + " is no text in UTF-8: save it as that")
                .hasLineCount(1);
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(refused(ExitCodes.USAGE, "check"))
                .endsWith(file + " is a folder: name a file in it that holds a policy")
                .hasLineCount(1);
    }

    @Test
    void who_decides_and_for_which_set_are_names() throws IOException {
        Files.writeString(file, "age: 2d");
        assertThat(refused(ExitCodes.USAGE, "apply", "--set", "demo"))
                .contains("Missing required option")
                .contains("--by=NAME");
        assertThat(refused(ExitCodes.USAGE, "apply", "--set", "no set", "--by", "ada"))
                .contains("set \"no set\" is not valid");
        assertThat(refused(ExitCodes.USAGE, "apply", "--set", "demo", "--by", "a b"))
                .contains("\"a b\" is no name: use letters, digits and _ . + @ - (at most 100)");
    }

    /** What a command says that takes the file and refuses it. */
    private String refused(int status, String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of("policy", command, file.toString()));
        arguments.addAll(List.of(options));
        return InThisProcess.run(status, arguments.toArray(String[]::new));
    }
}
