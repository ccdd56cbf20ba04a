package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person runs it: the whole program, real broker, real builds. */
final class DemoIT {

    @TempDir
    private Path folder;

    @Test
    void the_bundled_set_breaks_and_the_demo_says_what_broke_whom_to_blame_and_who_can_act() throws Exception {
        try (TidemarkProcess demo = TidemarkProcess.start(folder, "demo")) {
            assertThat(demo.exitStatus()).as(demo.output()).isZero();

            assertThat(demo.output())
                    .contains("The set's author expects: Removes Text.padRight")
                    .contains("real builds ran, one proven breakage came out.")
                    .contains("BREAKAGE b-")
                    .contains("to blame   textkit 1.0 → 2.0, published by release-watcher")
                    .contains("path       textkit → tables")
                    .contains("error: cannot find symbol")
                    .contains("blocked    3 behind it: log-lens, release-notes, report")
                    .contains("can act    nadia, ada, marek, release-watcher")
                    .contains("no agent serves the pool")
                    .contains("has the feature gpu")
                    .contains("7 SUCCEEDED · 1 REGRESSED · 3 BLOCKED · 2 STUCK");
            assertThat(demo.output().split("BREAKAGE b-", -1)).hasSize(2);
            assertThat(demo.output().lines().map(String::length)).allMatch(columns -> columns < 80);
        }
    }

    @Test
    void without_the_line_that_breaks_the_demo_fails() throws Exception {
        Path set = copyOfBundledSet();
        Path table = set.resolve("packages/tables/1.5/src/tables/Table.java");
        String source = Files.readString(table);
        assertThat(source).containsOnlyOnce("Text.padRight(");
        Files.writeString(table, source.replace("Text.padRight(", "Text.padEnd("));

        try (TidemarkProcess demo = TidemarkProcess.start(folder, "demo", "--set", set.toString())) {
            assertThat(demo.exitStatus()).as(demo.output()).isEqualTo(1);
            assertThat(demo.output())
                    .contains("nothing broke: the bump raised no breakage")
                    .doesNotContain("BREAKAGE");
        }
    }

    @Test
    void a_set_that_it_has_never_seen_is_built_and_broken_alike() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));

        try (TidemarkProcess demo = TidemarkProcess.start(folder, "demo", "--set", set.toString())) {
            assertThat(demo.exitStatus()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .contains("to blame   base 1 → 2, published by release-watcher")
                    .contains("error: base offers no word right")
                    .contains("blocked    1 behind it: top")
                    .contains("2 SUCCEEDED · 1 REGRESSED · 1 BLOCKED");
        }
    }

    @Test
    void killed_in_the_middle_it_starts_again_clean_and_leaves_no_process_behind() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));
        Path marker = folder.resolve("started");
        String slow = "echo $$ >> '%s'\nwhile :; do read -r never < '%s' || :; done\n"
                .formatted(marker, fifo(folder.resolve("never")));
        Files.writeString(set.resolve("packages/left/build"), slow);

        long recipe;
        try (TidemarkProcess demo =
                TidemarkProcess.start(folder, "demo", "--set", set.toString(), "-Dagent.sandbox.mode=off")) {
            demo.await("the recipe runs", output -> Files.exists(marker) && output.contains("building    left"));
            recipe = Long.parseLong(Files.readAllLines(marker).getFirst().strip());
            assertThat(ProcessHandle.of(recipe)).isPresent();
            demo.kill();
        }
        ProcessHandle.of(recipe).ifPresent(left -> left.onExit().join());

        Files.delete(set.resolve("packages/left/build"));
        TinySet.write(set);
        try (TidemarkProcess again = TidemarkProcess.start(folder, "demo", "--set", set.toString())) {
            assertThat(again.exitStatus()).as(again.output()).isZero();
        }
    }

    @Test
    void interrupted_at_any_stage_it_stops_the_farm_and_says_nothing_more() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));
        Path marker = folder.resolve("started");
        String slow = "echo $$ >> '%s'\nwhile :; do read -r never < '%s' || :; done\n"
                .formatted(marker, fifo(folder.resolve("never")));
        Files.writeString(set.resolve("packages/left/build"), slow);
        for (String stage : List.of("Tidemark demo:", "farm", "building    left")) {
            try (TidemarkProcess demo =
                    TidemarkProcess.start(folder, "demo", "--set", set.toString(), "-Dagent.sandbox.mode=off")) {
                demo.await(stage, output -> output.contains(stage));
                demo.interrupt();
                assertThat(demo.exitStatus()).as(demo.output()).isEqualTo(130);
                assertThat(demo.output()).doesNotContain("Exception").doesNotContain("\tat ");
            }
        }
        for (String recipe : Files.exists(marker) ? Files.readAllLines(marker) : List.<String>of()) {
            ProcessHandle.of(Long.parseLong(recipe.strip()))
                    .ifPresent(left -> left.onExit().join());
        }
    }

    @Test
    void a_bump_of_a_package_that_is_not_there_is_one_sentence() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));

        try (TidemarkProcess demo =
                TidemarkProcess.start(folder, "demo", "--set", set.toString(), "--bump", "nobody@2")) {
            assertThat(demo.exitStatus()).isEqualTo(2);
            assertThat(demo.output().lines().toList())
                    .containsExactly(
                            "tidemark: \"nobody@2\" is not a bump of this set: write PACKAGE@VERSION, such as base@VERSION");
        }
    }

    private static Path fifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    private Path copyOfBundledSet() throws IOException {
        Path from = TidemarkProcess.bundledSets().resolve("demo");
        Path to = folder.resolve("copy");
        List<Path> all;
        try (Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path file : all) {
            Path copy = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(file, copy);
            }
        }
        return to;
    }
}
