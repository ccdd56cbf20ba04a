package dev.tidemark.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.cli.output.Form;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the brokers lack of a log is shown from the artifact store, where this machine has it. */
final class WholeLogsTest {

    private static final String LOG = "one\ntwo\nthree\n";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit sets the folder before each test.
    WholeLogsTest() {}

    private Sha256 kept() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), LOG);
        return new FileArtifactStore(folder.resolve("artifacts").resolve(TrustDomain.FREE.label())).put(log);
    }

    private List<String> told(Sha256 hash, OptionalLong from) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new WholeLogs(folder.resolve("artifacts")).tell(TrustDomain.FREE, hash, from, new LogPrinter(Form.json));
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void the_end_is_shown_from_where_the_brokers_have_no_more() throws IOException {
        assertThat(told(kept(), OptionalLong.of(4)))
                .containsExactly(
                        "{\"note\":\"the rest, from the artifact store (byte 4 on)\"}",
                        "{\"line\":\"two\"}",
                        "{\"line\":\"three\"}");
    }

    @Test
    void what_the_brokers_have_nothing_of_is_shown_whole() throws IOException {
        assertThat(told(kept(), OptionalLong.of(0)))
                .containsExactly(
                        "{\"note\":\"from the artifact store\"}",
                        "{\"line\":\"one\"}",
                        "{\"line\":\"two\"}",
                        "{\"line\":\"three\"}");
    }

    @Test
    void more_than_there_is_shows_nothing() throws IOException {
        assertThat(told(kept(), OptionalLong.of(4000))).hasSize(1);
    }

    @Test
    void where_nothing_is_missing_at_the_end_it_is_named_alone() throws IOException {
        Sha256 hash = kept();

        assertThat(told(hash, OptionalLong.empty()))
                .hasSize(2)
                .first()
                .isEqualTo("{\"note\":\"whole log: %s\"}".formatted(hash.hex()));
    }

    @Test
    void where_this_machine_has_no_store_the_next_step_is_told() {
        assertThat(told(new Sha256("a".repeat(64)), OptionalLong.of(4)))
                .last()
                .asString()
                .contains("--artifacts DIR says where that is, and shows what is missing");
    }
}
