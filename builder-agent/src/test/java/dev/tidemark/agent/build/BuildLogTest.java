package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.log.LiveLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildLogTest {

    @TempDir
    private Path folder;

    private BuildLog logOf(byte[] printed) throws IOException {
        BuildLog log = new BuildLog(folder.resolve("log"), Long.MAX_VALUE, LiveLog.UNHEARD);
        byte[] buffer = new byte[8192];
        for (int at = 0; at < printed.length; at += buffer.length) {
            int length = Math.min(buffer.length, printed.length - at);
            System.arraycopy(printed, at, buffer, 0, length);
            assertThat(log.take(buffer, length)).isTrue();
        }
        log.finish();
        return log;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_stands_behind_megabytes_of_a_progress_bar_is_the_cause_and_in_the_tail() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        printed.writeBytes(bytes("tidemark-phase: fetch\n"));
        for (int step = 0; step < 150_000; step++) {
            printed.writeBytes(bytes("\r\u001b[2K█████▌    %d of 150000, 0 errors".formatted(step)));
        }
        printed.writeBytes(
                bytes("\rcurl: (22) The requested URL returned error: 404\r\r\nmake: *** [fetch] Error 22\n"));

        try (BuildLog log = logOf(printed.toByteArray())) {
            assertThat(log.cause("it failed").lines())
                    .containsExactly("curl: (22) The requested URL returned error: 404");
            assertThat(log.tail())
                    .containsExactly(
                            "tidemark-phase: fetch",
                            "curl: (22) The requested URL returned error: 404",
                            "make: *** [fetch] Error 22");
            assertThat(log.phase()).isEqualTo("fetch");
        }
    }

    @Test
    void that_it_found_no_room_is_remembered_however_much_comes_later() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (BuildLog log = new BuildLog(folder.resolve("log"), Long.MAX_VALUE, LiveLog.UNHEARD)) {
            log.atNoRoom(looks::incrementAndGet);
            print(log, "cc1: error writing to /tmp/x.s: No space left on device\n");
            assertThat(looks).hasValue(1);
            for (int line = 0; line < 1000; line++) {
                print(log, "cc -c %d.c\n".formatted(line));
            }

            assertThat(log.foundNoRoom()).isTrue();
            assertThat(log.tail()).noneMatch(Classification::isOfNoRoom);
            assertThat(looks).hasValue(1);
        }
    }

    private static void print(BuildLog log, String text) throws IOException {
        assertThat(log.take(bytes(text), bytes(text).length)).isTrue();
    }

    @Test
    void a_line_that_was_not_ended_is_one_and_one_of_carriage_returns_alone_is_blank() throws Exception {
        try (BuildLog log = logOf(bytes("one\n\r\r\nerror: two"))) {
            assertThat(log.tail()).containsExactly("one", "", "error: two");
        }
    }
}
