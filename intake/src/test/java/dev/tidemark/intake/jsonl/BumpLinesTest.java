package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tidemark.intake.IntakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BumpLinesTest {

    private static final String LINE = "{\"ts\":1294753369,\"attr\":\"aria2\",\"from\":\"1.9.3\",\"to\":\"1.10.8\"}\n";

    @TempDir
    private Path folder;

    @Test
    void a_line_is_a_bump_and_an_empty_one_is_none() throws Exception {
        assertThat(BumpLines.read(file(LINE + "\n{\"to\":\"2\",\"attr\":\"b\",\"ts\":1,\"more\":[{}]}")))
                .containsExactly(
                        new BumpLines.Line(Instant.ofEpochSecond(1294753369), "aria2", "1.9.3", "1.10.8"),
                        new BumpLines.Line(Instant.ofEpochSecond(1), "b", "", "2"));
    }

    @Test
    void a_compressed_file_is_read_as_it_is() throws Exception {
        Path file = folder.resolve("bumps.zst");
        Files.write(file, Zstd.compress(LINE.repeat(3000).getBytes(StandardCharsets.UTF_8)));

        assertThat(BumpLines.read(file)).hasSize(3000);
    }

    @Test
    void what_is_no_bump_is_named_with_its_line() throws Exception {
        assertRefused(LINE + "{\"ts\":1,\"attr\":\"b\"}", ":2 is no bump (the field to is missing)");
        assertRefused(LINE + LINE + "[]", ":3 is no bump (it is no JSON object)");
        assertRefused("{\"ts\":\"yesterday\",\"attr\":\"b\",\"to\":\"2\"}", ":1 is no bump (");
        assertRefused("{\"ts\":1,\"attr\":\"b\",\"to\":\"2\"", ":1 is no bump (");
        assertRefused("{\"ts\":1,\"attr\":\"b\",\"to\":\"2\"} and", ":1 is no bump (");
    }

    @Test
    void what_is_not_there_says_what_to_do() {
        assertThatThrownBy(() -> BumpLines.read(folder.resolve("none")))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("check the path");
    }

    private void assertRefused(String lines, String reason) throws IOException {
        Path file = file(lines);
        assertThatThrownBy(() -> BumpLines.read(file))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining(file + reason)
                .hasMessageEndingWith("correct the line");
    }

    private Path file(String lines) throws IOException {
        return Files.writeString(folder.resolve("bumps.jsonl"), lines);
    }
}
