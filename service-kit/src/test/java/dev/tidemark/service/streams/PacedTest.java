package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

final class PacedTest {

    private static final long NOW = 1_000_000;
    private static final long SOON = 20;

    private final List<String> processed = new ArrayList<>();
    private final DueCommits due = new DueCommits();
    private final PromptClients clients = new PromptClients(due, Duration.ofMillis(SOON));
    private final MockProcessorContext<Void, Void> context = context(SOON);
    private final Processor<String, String, Void, Void> processor = Paced.<String, String, Void, Void>soon(
                    () -> record -> {
                        processed.add(record.key());
                        if (record.value().equals("undecidable")) {
                            throw new UndecidableException("it cannot be decided");
                        }
                    })
            .get();

    private MockProcessorContext<Void, Void> context(Object soon) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(Paced.SOON_CONFIG, soon);
        properties.put(Paced.DUE_CONFIG, due);
        return new MockProcessorContext<>(
                properties, new TaskId(0, 0), Path.of("state").toFile());
    }

    private void take(String key, String value, long timestamp) {
        context.setCurrentSystemTimeMs(NOW);
        processor.process(new Record<>(key, value, timestamp));
    }

    /** Whether a commit was asked for as the short interval ended. */
    private boolean commits() {
        context.resetCommit();
        context.scheduledPunctuators().forEach(each -> {
            assertThat(each.getInterval().toMillis()).isEqualTo(SOON);
            each.getPunctuator().punctuate(NOW);
        });
        return context.committed();
    }

    @Test
    void what_comes_in_time_is_committed_once_at_the_end_of_the_short_interval() {
        processor.init(context);
        take("a", "", NOW - 1);
        take("b", "", NOW);

        assertThat(context.committed()).isFalse();
        assertThat(commits()).isTrue();
        assertThat(commits()).as("nothing came since").isFalse();
        assertThat(processed).containsExactly("a", "b");
    }

    @Test
    void what_has_waited_is_left_to_the_long_interval_unless_something_comes_in_time() {
        processor.init(context);
        take("a", "", NOW - Paced.BEHIND.toMillis());
        assertThat(commits()).isFalse();

        take("b", "", NOW - Paced.BEHIND.toMillis() + 1);
        assertThat(commits()).isTrue();
    }

    @Test
    void a_dead_letter_of_what_came_in_time_is_committed_as_soon() {
        processor.init(context);
        assertThatThrownBy(() -> take("a", "undecidable", NOW)).isInstanceOf(UndecidableException.class);

        assertThat(commits()).isTrue();
    }

    @Test
    void what_was_due_in_a_task_that_went_is_not_due_in_the_next() {
        processor.init(context);
        take("a", "", NOW);
        processor.close();
        processor.init(context);

        assertThat(commits()).isFalse();
    }

    @Test
    void a_thread_looks_often_only_while_something_is_to_be_committed_soon() {
        Duration idle = Duration.ofMillis(50);
        processor.init(context);
        assertThat(clients.patience(idle)).isEqualTo(idle);

        take("a", "", NOW - Paced.BEHIND.toMillis());
        assertThat(clients.patience(idle)).as("of what has waited").isEqualTo(idle);

        take("b", "", NOW);
        assertThat(clients.patience(idle)).isEqualTo(Duration.ofMillis(SOON));
        assertThat(clients.patience(Duration.ZERO)).isEqualTo(Duration.ZERO);

        assertThat(commits()).isTrue();
        assertThat(clients.patience(idle)).isEqualTo(idle);
    }

    @Test
    void a_task_that_goes_leaves_nobody_looking_for_its_commit() {
        processor.init(context);
        take("a", "", NOW);
        processor.close();

        assertThat(clients.patience(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(50));
    }
}
