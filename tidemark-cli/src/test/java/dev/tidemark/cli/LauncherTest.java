package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LauncherTest {

    @Test
    void the_launcher_finds_a_jdk_builds_what_is_missing_and_says_what_to_do() throws Exception {
        Process script = new ProcessBuilder("sh", "src/test/sh/launcher-test.sh")
                .redirectErrorStream(true)
                .start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(script.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("(?m)^\\d+ passed, 0 failed$");
    }
}
