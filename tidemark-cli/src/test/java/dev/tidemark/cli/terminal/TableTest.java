package dev.tidemark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {

    private static final String WHY = "it waits for others of its release, which are to come within the hour";

    @Test
    void elsewhere_than_on_a_terminal_nothing_is_cut_or_wrapped() {
        assertThat(printed(false, 40))
                .containsExactly("JOB         STATE    WHY", "tables/x86  WAITING  " + WHY, "a           DONE");
    }

    @Test
    void on_a_terminal_the_last_column_is_wrapped() {
        assertThat(printed(true, 60))
                .containsExactly(
                        "JOB         STATE    WHY",
                        "tables/x86  WAITING  it waits for others of its release,",
                        "                     which are to come within the hour",
                        "a           DONE");
    }

    @Test
    void on_one_that_is_too_narrow_each_row_is_a_block() {
        assertThat(printed(true, 40))
                .containsExactly(
                        "tables/x86",
                        "  STATE WAITING",
                        "  WHY   it waits for others of its",
                        "        release, which are to come",
                        "        within the hour",
                        "a",
                        "  STATE DONE")
                .allMatch(line -> line.length() < 40);
    }

    private static List<String> printed(boolean terminal, int columns) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Table table = new Table("JOB", "STATE", "WHY");
        table.row("tables/x86", "WAITING", WHY);
        table.row("a", "DONE", "");
        table.print(new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, false, columns));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
