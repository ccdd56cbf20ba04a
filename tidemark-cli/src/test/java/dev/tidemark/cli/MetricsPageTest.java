package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/metrics.md has what services measure, and nothing else. */
final class MetricsPageTest {

    private static final Path ROOT = Path.of("..");

    /** What is measured is named where it is registered. */
    private static final Pattern REGISTERED =
            Pattern.compile("(?:\\.counter|\\.gauge|\\.timer|MetricName\\.of|\\bpooled)\\(\"([^\"]+)\"");

    /** A row: name, type, labels, unit, meaning, what to do. */
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)` \\| (counter|gauge|summary) \\|(.*)\\|$");

    @Test
    void every_metric_that_a_service_registers_has_its_row_and_every_row_its_metric() throws IOException {
        SortedMap<String, String> rows = rows();

        assertThat(rows.keySet().stream().map(name -> name.replaceAll("_total$", "")))
                .containsExactlyInAnyOrderElementsOf(registered().keySet());
        rows.forEach((name, type) ->
                assertThat(name.endsWith("_total")).as("%s, a %s", name, type).isEqualTo(type.equals("counter")));
    }

    @Test
    void every_row_says_labels_unit_meaning_and_what_to_do() throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve("docs/metrics.md"))) {
            if (ROW.matcher(line).matches()) {
                List<String> cells = Stream.of(line.split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList();
                assertThat(cells)
                        .as(line)
                        .hasSize(6)
                        .allSatisfy(cell -> assertThat(cell).isNotEmpty());
            }
        }
    }

    /** Types by name. */
    private static SortedMap<String, String> rows() throws IOException {
        SortedMap<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/metrics.md"))) {
            ROW.matcher(line)
                    .results()
                    .forEach(row -> assertThat(rows.put(row.group(1), row.group(2)))
                            .as(line)
                            .isNull());
        }
        return rows;
    }

    /** Where each is registered, by the name under which it is served but for what its type adds. */
    private static SortedMap<String, Path> registered() throws IOException {
        SortedMap<String, Path> registered = new TreeMap<>();
        for (String module : List.of("service-kit", "planner-stream", "notifier-stream", "builder-agent")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    for (MatchResult name :
                            REGISTERED.matcher(Files.readString(file)).results().toList()) {
                        registered.put(name.group(1).replaceAll("[.-]", "_"), file);
                    }
                }
            }
        }
        return registered;
    }
}
