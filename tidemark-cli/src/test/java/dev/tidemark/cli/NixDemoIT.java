package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the set that Nix builds, as a person runs it: the whole program, real broker, real Nix. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NixDemoIT {

    @TempDir
    private Path folder;

    @Test
    void the_nix_set_breaks_when_it_is_compiled_and_when_it_is_tested_and_the_demo_proves_both() throws Exception {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-store")));
        Assumptions.assumeTrue(found, "nix-store is not on the PATH: install Nix (on Debian the package nix-bin)");

        try (TidemarkProcess demo = TidemarkProcess.start(folder.toRealPath(), "demo", "--set", "nix", "--no-wait")) {
            assertThat(demo.exitStatus()).as(demo.output()).isZero();

            assertThat(demo.output())
                    .contains("what does strkit 2.0 break in the set workbench?")
                    .contains("is prepared: its bumps are applied")
                    .contains("real builds ran, 2 proven breakages came out.")
                    .contains("path       strkit → table")
                    .contains("error: function strkit__pad_right is not defined")
                    .contains("path       strkit → json")
                    .contains("proof      TEST_FAILED")
                    .contains("FAIL json: expected")
                    .contains("on north", "on south")
                    .contains("x86_64-linux.unfree");
            assertThat(demo.output().split("BREAKAGE b-", -1)).hasSize(3);
            assertThat(demo.output().lines().map(String::length)).allMatch(columns -> columns < 80);
        }
    }

    @Test
    void without_nix_it_says_so_in_one_sentence_and_what_to_do() throws Exception {
        Path none = Files.createDirectories(folder.resolve("none"));

        try (TidemarkProcess demo =
                TidemarkProcess.startOnPath(folder, none.toString(), "demo", "--set", "nix", "--no-wait")) {
            assertThat(demo.exitStatus()).as(demo.output()).isEqualTo(3);
            assertThat(demo.output().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("tidemark: the set workbench needs Nix. On this machine: not found")
                    .contains("Next: Debian: apt-get install nix-bin");
        }
    }
}
