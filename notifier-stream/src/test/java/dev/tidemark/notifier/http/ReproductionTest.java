package dev.tidemark.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.testing.Built;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReproductionTest {

    @TempDir
    private Path folder;

    private int run(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("script"), script);
        ProcessBuilder shell = new ProcessBuilder("sh", file.toString(), "into")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return shell.start().waitFor();
    }

    /** Whoever may publish a bump may say what its version is. */
    @Test
    void what_a_stranger_calls_a_version_is_no_command() throws Exception {
        String version = "1'$(touch pwned)`touch pwned`\"; touch pwned\ntouch pwned # ";
        TreeMap<String, Sha256> inputs = new TreeMap<>();
        inputs.put("base", new Sha256("a".repeat(64)));
        Reproduction reproduction = new Reproduction(
                "b-1", new PackageId("demo", "csv"), "x86_64-linux", version, new Sha256("b".repeat(64)), inputs);
        Path served = folder.resolve("breakages/b-1/reproduce/x86_64-linux/csv");
        Files.createDirectories(served.resolve("inputs"));
        Files.createDirectories(folder.resolve("recipe/packages/csv"));
        Files.writeString(folder.resolve("recipe/packages/csv/build"), "printf %s \"$version\"; exit 7");
        for (String archive : new String[] {"recipe.tar", "inputs/base.tar"}) {
            int tar = new ProcessBuilder(
                            "tar", "-c", "-f", served.resolve(archive).toString(), "-C", "recipe", "packages")
                    .directory(folder.toFile())
                    .start()
                    .waitFor();
            assertThat(tar).isZero();
        }

        int status = run(reproduction.script(new Links("file://" + folder)));

        assertThat(status).as(Files.readString(folder.resolve("output"))).isEqualTo(7);
        assertThat(Files.readString(folder.resolve("output"))).contains(version);
        assertThat(folder.resolve("into/deps/base/packages/csv/build")).exists();
        try (var everything = Files.walk(folder)) {
            assertThat(everything.filter(path -> path.endsWith("pwned"))).isEmpty();
        }
    }

    @Test
    void a_script_that_was_cut_off_does_nothing() throws Exception {
        List<String> lines = Reproduction.of("b-1", Built.csv("x86_64-linux"))
                .orElseThrow()
                .script(new Links("file://" + folder))
                .lines()
                .toList();

        for (int kept = 0; kept < lines.size(); kept++) {
            run(String.join("\n", lines.subList(0, kept)));

            assertThat(folder.resolve("into")).as("%d lines", kept).doesNotExist();
        }
    }

    @Test
    void what_not_everybody_may_read_is_not_handed_out() {
        for (Trust trust : Trust.values()) {
            for (Trust input : Trust.values()) {
                assertThat(Reproduction.of("b-1", Built.csv("x86_64-linux", "", trust, input))
                                .isPresent())
                        .as("%s from %s", trust, input)
                        .isEqualTo(trust == Trust.FREE && input == Trust.FREE);
            }
        }
    }

    @Test
    void half_a_refusal_fails_too() throws Exception {
        String refusal = ShellScript.refusal("it isn't here");

        for (int kept = 1; kept < refusal.length(); kept++) {
            assertThat(run(refusal.substring(0, kept)))
                    .as(refusal.substring(0, kept))
                    .isNotZero();
        }
    }

    @Test
    void a_refusal_says_why_and_fails() throws Exception {
        assertThat(run(ShellScript.refusal("it isn't here"))).isEqualTo(3);
        assertThat(folder.resolve("output")).hasContent("it isn't here\n");
    }
}
