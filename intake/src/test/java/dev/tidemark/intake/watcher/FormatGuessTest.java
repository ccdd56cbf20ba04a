package dev.tidemark.intake.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FormatGuessTest {

    @Test
    void each_format_is_known_by_its_beginning() throws Exception {
        assertThat(guess("{\"event\": \"up-to-date\", \"name\": \"x\"}")).isEqualTo(WatcherFormat.NVCHECKER);
        assertThat(guess("[{\"delta\":\"new\",\"name\":\"curl\"}]")).isEqualTo(WatcherFormat.NVCMP);
        assertThat(guess("\n[\n {\n \"files\": [{\"a\": 1}],\n\"attrPath\": \"x\""))
                .isEqualTo(WatcherFormat.UPDATE_SCRIPT);
        assertThat(guess("tflint 0.15.0 0.15.1 repology.org\n")).isEqualTo(WatcherFormat.NIXPKGS_UPDATE);
        assertThat(guess("Merge branch master\nfirefox: 54.0.1 -> 55.0")).isEqualTo(WatcherFormat.TITLES);
        assertThat(guess("{\"body\": {\"project\": {}}}")).isEqualTo(WatcherFormat.ANITYA);
        assertThat(guess("{\"project\": {\"name\": \"x\"}, \"message\": {}}")).isEqualTo(WatcherFormat.ANITYA);
        assertThat(guess("{\"action\": \"published\", \"release\": {}}")).isEqualTo(WatcherFormat.GITHUB_RELEASE);
        assertThat(guess("[{\"url\": \"\", \"tag_name\": \"v1\"}]")).isEqualTo(WatcherFormat.GITHUB_RELEASE);
        assertThat(guess("{\"ts\":1,\"attr\":\"a\",\"to\":\"1\"}")).isEqualTo(WatcherFormat.JSONL);
        assertThat(guess("{\"project\":\"a\",\"to\":\"1\"}")).isEqualTo(WatcherFormat.JSONL);
    }

    @Test
    void what_was_looked_at_is_read_again() throws Exception {
        String text = "\n  [{\"delta\":\"new\",\"name\":\"curl\"}]\n" + " ".repeat(100_000) + "[]";
        FormatGuess guess = FormatGuess.of("it", bytes(text));

        assertThat(new String(guess.text().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void nothing_is_no_format_and_no_mistake() throws Exception {
        assertThat(FormatGuess.of("it", bytes(" \n")).format()).isEmpty();
        assertThat(FormatGuess.of("it", bytes("[]\n")).format()).isEmpty();
    }

    @Test
    void what_looks_like_none_is_told_of_all() {
        for (String text : new String[] {"hello world\n", "{\"a\": 1}", "[1, 2]", "<xml/>"}) {
            assertThatThrownBy(() -> FormatGuess.of("it", bytes(text)))
                    .hasMessageStartingWith("it looks like no format of bumps; name one with --format: nvchecker,");
        }
    }

    @Test
    void what_comes_slowly_is_not_waited_for_longer_than_the_first_object_takes() throws Exception {
        InputStream slow = new InputStream() {
            private final byte[] first =
                    "{\"event\": \"updated\", \"name\": \"a\", \"version\": \"1\"}".getBytes(StandardCharsets.UTF_8);
            private int at;

            @Override
            public int read() throws IOException {
                if (at == first.length) {
                    throw new IOException("nobody should wait for more");
                }
                return first[at++];
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };

        assertThat(FormatGuess.of("it", slow).format()).contains(WatcherFormat.NVCHECKER);
    }

    private static WatcherFormat guess(String text) throws Exception {
        return FormatGuess.of("it", bytes(text)).format().orElseThrow();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
