package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.wave.JobLifecycle.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class JobLifecycleTest {

    /** Some rows are rare: most are walked within hundreds. */
    private static final long MOST_WAVES = 40_000;

    @Test
    void every_row_is_walked_by_some_wave() {
        Set<Row> walked = new HashSet<>();
        Set<WaveLifecycle.Row> wavesWalked = new HashSet<>();
        int rows = JobLifecycle.rows().size() + WaveLifecycle.rows().size();
        for (long seed = 0; seed < MOST_WAVES && walked.size() + wavesWalked.size() < rows; seed++) {
            WaveBench wave = new WaveSimulation(seed).run();
            walked.addAll(wave.walked());
            wavesWalked.addAll(wave.waveWalked());
        }

        assertThat(walked).containsExactlyInAnyOrderElementsOf(JobLifecycle.rows());
        assertThat(wavesWalked).containsExactlyInAnyOrderElementsOf(WaveLifecycle.rows());
    }

    @Test
    void nothing_leads_out_of_an_outcome_but_a_loss() {
        assertThat(JobLifecycle.rows().stream().filter(row -> row.from().isFinal()))
                .extracting(Row::trigger)
                .containsOnly(JobLifecycle.Trigger.OUTPUT_LOST);
        assertThat(WaveLifecycle.rows())
                .extracting(WaveLifecycle.Row::from)
                .doesNotContain(WaveState.GREEN, WaveState.ABANDONED);
    }

    @Test
    void a_state_and_a_trigger_lead_to_one_state() {
        assertThat(JobLifecycle.rows().stream().map(row -> row.from() + " " + row.trigger()))
                .doesNotHaveDuplicates();
        assertThat(WaveLifecycle.rows().stream().map(row -> row.from() + " " + row.trigger()))
                .doesNotHaveDuplicates();
    }

    @Test
    void every_state_can_be_reached() {
        assertThat(Arrays.stream(JobState.values()).filter(state -> state != JobState.DORMANT))
                .allSatisfy(state ->
                        assertThat(JobLifecycle.rows().stream().map(Row::to)).contains(state));
    }

    @Test
    void the_page_about_it_is_what_the_table_says() throws IOException {
        Path page = repository().resolve("docs").resolve("job-lifecycle.md");
        if (System.getProperty("update") != null) {
            Files.writeString(page, page());
        }

        assertThat(page).as("-Dupdate writes it anew").hasContent(page());
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs").resolve("adr"))) {
            folder = folder.getParent();
            assertThat(folder).as("a folder above with docs/adr").isNotNull();
        }
        return folder;
    }

    private static String page() {
        return """
                # The life of a job, and of a wave

                Generated from `JobLifecycle` and `WaveLifecycle` in `planner-stream`; a test holds them equal (`-Dtest=JobLifecycleTest -Dupdate`
                writes it anew). What is not in a table does not happen.

                ## A job

                ```mermaid
                stateDiagram-v2
                    [*] --> DORMANT
                %s
                %s
                ```

                | in state | when | goes to |
                | --- | --- | --- |
                %s

                Active, something is still to happen without anybody's answer: %s.
                Standing, until somebody answers or an agent that fits appears: %s.
                Outcomes, which nothing leads out of but that the artifact store loses what was built: %s.

                An answer (retried) and a loss begin a job anew: its generation rises, and in each generation it comes to one outcome.

                ## A wave

                ```mermaid
                stateDiagram-v2
                    [*] --> PREPARING : the set's evaluation decides
                    [*] --> OPEN : the set's graph is the truth
                %s
                    GREEN --> [*]
                    ABANDONED --> [*]
                ```

                | in state | when | goes to |
                | --- | --- | --- |
                %s
                """.formatted(
                lines("    %s --> %s : %s", row -> List.of(row.from(), row.to(), words(row.trigger()))),
                outcomes().stream().map(state -> "    " + state + " --> [*]").collect(Collectors.joining("\n")),
                lines("| %s | %s | %s |", row -> List.of(row.from(), words(row.trigger()), row.to())),
                names(Arrays.stream(JobState.values())
                        .filter(JobState::isActive)
                        .toList()),
                names(Arrays.stream(JobState.values())
                        .filter(JobState::isStanding)
                        .toList()),
                names(outcomes()),
                waveLines("    %s --> %s : %s", row -> List.of(row.from(), row.to(), words(row.trigger()))),
                waveLines("| %s | %s | %s |", row -> List.of(row.from(), words(row.trigger()), row.to())));
    }

    private static List<JobState> outcomes() {
        return Arrays.stream(JobState.values()).filter(JobState::isFinal).toList();
    }

    private static String waveLines(String form, Function<WaveLifecycle.Row, List<Object>> cells) {
        return WaveLifecycle.rows().stream()
                .map(row -> form.formatted(cells.apply(row).toArray()))
                .collect(Collectors.joining("\n"));
    }

    private static String names(List<JobState> states) {
        return states.stream().map(JobState::name).collect(Collectors.joining(", "));
    }

    private static String words(Enum<?> trigger) {
        return trigger.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String lines(String form, Function<Row, List<Object>> cells) {
        return JobLifecycle.rows().stream()
                .map(row -> form.formatted(cells.apply(row).toArray()))
                .collect(Collectors.joining("\n"));
    }
}
