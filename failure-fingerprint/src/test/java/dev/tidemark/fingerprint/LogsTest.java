package dev.tidemark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Logs of failed builds, {@code CAUSE.N.log}: those of one cause are equal, those of two are not. Which of them the rules were written
 * with, and what the others said the first time, is in docs/fingerprints.md.
 */
final class LogsTest {

    private static final int KINDS = 40;
    private static final int REAL_KINDS = 20;

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(LogsTest.class.getResource("logs/" + name), name)
                .toURI());
    }

    /** As an agent cuts them: a carriage return ends none. */
    static List<String> lines(Path log) throws IOException {
        return List.of(Files.readString(log).split("\n"));
    }

    private static SequencedMap<String, Cause> causes(String... folders) throws IOException, URISyntaxException {
        TreeMap<String, Cause> causes = new TreeMap<>();
        for (String name : folders) {
            try (Stream<Path> logs = Files.list(folder(name))) {
                for (Path log : logs.sorted().toList()) {
                    causes.put(log.getFileName().toString(), CauseReader.of(lines(log), "it failed"));
                }
            }
        }
        return causes;
    }

    private static String kind(String log) {
        return log.substring(0, log.indexOf('.'));
    }

    @Test
    void equal_causes_are_equal_and_others_are_not() throws Exception {
        SequencedMap<String, Cause> causes = causes("tuned", "held-out", "written", "interrupted");
        List<String> wrong = new ArrayList<>();
        causes.forEach((one, its) -> causes.forEach((other, theirs) -> {
            boolean equal = its.fingerprint().equals(theirs.fingerprint());
            if (equal != kind(one).equals(kind(other))) {
                wrong.add("%s and %s are %s: %s and %s"
                        .formatted(one, other, equal ? "equal" : "not equal", its.lines(), theirs.lines()));
            }
        }));

        assertThat(wrong).isEmpty();
        assertThat(causes.keySet().stream().map(LogsTest::kind).distinct().count())
                .isGreaterThanOrEqualTo(KINDS);
        assertThat(causes("tuned", "held-out").keySet().stream()
                        .map(LogsTest::kind)
                        .distinct()
                        .count())
                .isGreaterThanOrEqualTo(REAL_KINDS);
    }

    @Test
    void every_cause_shows_lines_of_its_log() throws Exception {
        assertThat(causes("tuned", "held-out", "written", "interrupted"))
                .allSatisfy((log, cause) ->
                        assertThat(cause.lines()).as(log).isNotEmpty().hasSizeLessThanOrEqualTo(CauseReader.LINES));
    }

    /** What was said when the package failed, with all that a log has before and after it, and in colour. */
    @Test
    void colours_and_a_long_log_change_nothing() throws Exception {
        for (String folder : List.of("tuned", "held-out")) {
            try (Stream<Path> logs = Files.list(folder(folder))) {
                for (Path log : logs.sorted().toList()) {
                    List<String> plain = lines(log);
                    List<String> dressed = new ArrayList<>();
                    for (int line = 0; line < 2000; line++) {
                        dressed.add("[%d/2000] Building object %d".formatted(line, line));
                    }
                    plain.forEach(line -> dressed.add(line.replace("error", "\u001b[1;31merror\u001b[0m") + "\r"));
                    assertThat(CauseReader.of(dressed, "it failed").fingerprint())
                            .as(log.toString())
                            .isEqualTo(CauseReader.of(plain, "it failed").fingerprint());
                }
            }
        }
    }
}
