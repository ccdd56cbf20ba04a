package dev.tidemark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every judged log, with something around it that is no part of its cause. */
final class DisturbedLogsTest {

    private static void changesNothing(UnaryOperator<List<String>> disturbance) throws IOException, URISyntaxException {
        List<String> wrong = new ArrayList<>();
        for (String folder : List.of("tuned", "held-out", "written")) {
            Path logs = Path.of(Objects.requireNonNull(DisturbedLogsTest.class.getResource("logs/" + folder), folder)
                    .toURI());
            try (Stream<Path> files = Files.list(logs)) {
                for (Path file : files.sorted().toList()) {
                    List<String> plain = LogsTest.lines(file);
                    Cause expected = CauseReader.of(plain, "it failed");
                    Cause found = CauseReader.of(disturbance.apply(plain), "it failed");
                    if (!found.fingerprint().equals(expected.fingerprint())) {
                        wrong.add(
                                "%s: %s instead of %s".formatted(file.getFileName(), found.lines(), expected.lines()));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> joined(List<String> before, List<String> log, List<String> after) {
        return Stream.of(before, log, after).flatMap(List::stream).toList();
    }

    /** What curl, pip, tqdm and others print of how far they are, a thousand times on one line. */
    private static String progress() {
        StringBuilder bar = new StringBuilder();
        for (int done = 0; done < 1_000; done++) {
            bar.append(" %3d 12.4M  %3d %5dk    0     0  1890k      0  0:00:06  0:00:0%d  0:00:02 error 0 failed 0\r"
                    .formatted(done / 10, done / 10, done * 12, done % 7));
        }
        return bar.toString();
    }

    @Test
    void a_progress_bar_before_each_line() throws Exception {
        String bar = progress();
        changesNothing(log ->
                log.stream().map(line -> line.isBlank() ? line : bar + line).toList());
    }

    @Test
    void a_progress_bar_that_clears_its_line_by_escapes_before_each_line() throws Exception {
        String bar = progress().replace("\r", "\u001b[2K\u001b[1G");
        changesNothing(log ->
                log.stream().map(line -> line.isBlank() ? line : bar + line).toList());
    }

    @Test
    void lines_that_end_with_several_carriage_returns_and_blanks_over_them() throws Exception {
        changesNothing(log -> log.stream().map(line -> line + "\r\r").toList());
        changesNothing(log -> log.stream().map(line -> line + "\r\u001b[K\r").toList());
    }

    @Test
    void a_traceback_before_it_that_nobody_finished() throws Exception {
        List<String> cut = List.of(
                "Generating stubs",
                "Traceback (most recent call last):",
                "  File \"/build/source/tools/stubs.py\", line 88, in <module>",
                "    main(sys.argv[1:])",
                "    ~~~~^^^^^^^^^^^^^^",
                "  File \"/build/source/tools/stubs.py\", line 71, in main",
                "    pool.map(generate, modules)");
        changesNothing(log -> joined(cut, log, List.of()));
    }

    @Test
    void phases_after_it_that_have_nothing_to_say() throws Exception {
        changesNothing(log -> joined(
                List.of(),
                log,
                List.of(
                        "tidemark-phase: clean-up",
                        "removing the temporary folder",
                        "tidemark-phase: report",
                        "took 12 s")));
        changesNothing(log -> joined(List.of(), log, List.of("installing")));
    }

    @Test
    void a_phase_before_it_that_went_well() throws Exception {
        changesNothing(log ->
                joined(List.of("tidemark-phase: unpack", "unpacking", "tidemark-phase: compile"), log, List.of()));
    }
}
