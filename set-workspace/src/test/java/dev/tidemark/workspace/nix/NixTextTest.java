package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NixTextTest {

    @Test
    void of_a_trace_the_last_error_is_what_is_wrong() {
        assertThat(ErrorText.firstLine("""
                warning: you did not specify '--add-root'
                \u001b[31;1merror:\u001b[0m
                       … while evaluating the attribute 'drvPath'
                         at /set/default.nix:3:5:

                       \u001b[31;1merror:\u001b[0m attribute 'x' missing
                         at /set/default.nix:4:5:
                """)).isEqualTo("attribute 'x' missing");
        assertThat(ErrorText.firstLine("error: no\n       way")).isEqualTo("no");
        assertThat(ErrorText.firstLine("warning: old\nSegmentation fault")).isEqualTo("Segmentation fault");
        assertThat(ErrorText.firstLine("")).isEqualTo("Nix did not say why");
        assertThat(ErrorText.firstLine("error: " + "x".repeat(400)))
                .hasSize(300)
                .endsWith("x…");
    }

    @Test
    void a_name_is_taken_apart_as_nix_does() {
        assertThat(DerivationName.parse("libz-1.3")).isEqualTo(new DerivationName("libz", "1.3"));
        assertThat(DerivationName.parse("gtk+-3-doc")).isEqualTo(new DerivationName("gtk+", "3-doc"));
        assertThat(DerivationName.parse("python3.11-foo-bar-2.0pre1"))
                .isEqualTo(new DerivationName("python3.11-foo-bar", "2.0pre1"));
        assertThat(DerivationName.parse("stdenv")).isEqualTo(new DerivationName("stdenv", ""));
    }

    /** Printed by Nix 2.8.0. */
    @Test
    void a_placeholder_is_what_nix_makes_of_the_path_and_the_output() {
        assertThat(StorePath.placeholder("/s/q00rkbnaajska5fa3divibikjxngb317-c.drv", "out"))
                .isEqualTo("/0rhqir6hbqdc9jld0cbjzipsq67d0lai13w2lvkq51w5j3yliccr");
    }

    @Test
    void arguments_become_one_attribute_set() {
        assertThat(NixArgument.set(List.of(new NixArgument("n", "1 # one"), NixArgument.text("t", "\"\\${x}\""))))
                .isEqualTo("{ n = (1 # one\n); t = (\"\\\"\\\\\\${x}\\\"\"\n); }");
        assertThatThrownBy(() -> new NixArgument("a b", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void own_configuration_comes_after_what_nix_needs() {
        var settings = NixSettings.ofThisMachine().variables(Map.of("NIX_CONFIG", "cores = 3"));

        assertThat(settings.get("NIX_CONFIG")).contains("substituters =\n").endsWith("cores = 3");
        assertThat(settings).containsEntry("NIXPKGS_ALLOW_UNFREE", "1");
    }

    @Test
    void lines_of_a_growing_file_are_counted_once(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\nthr");
        LineCount lines = new LineCount();

        assertThat(lines.of(file)).isEqualTo(2);
        Files.writeString(file, "ee\nfour\n", StandardOpenOption.APPEND);
        assertThat(lines.of(file)).isEqualTo(4);
        assertThat(lines.of(file)).isEqualTo(4);
    }
}
