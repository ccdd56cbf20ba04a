package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URL;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.kohsuke.github.connector.GitHubConnectorRequest;

final class OnceConnectorTest {

    private final OnceConnector connector = new OnceConnector(Duration.ofSeconds(30));

    /** A request that nobody would answer. */
    private record Get(String authorization) implements GitHubConnectorRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public Map<String, List<String>> allHeaders() {
            return Map.of("Authorization", List.of(authorization));
        }

        @Override
        public String header(String name) {
            return authorization;
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public @Nullable InputStream body() {
            return null;
        }

        @Override
        public URL url() {
            try {
                return URI.create("http://127.0.0.1:1/").toURL();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean hasBody() {
            return false;
        }
    }

    @Test
    void what_cannot_stand_in_a_header_is_in_no_stack_that_a_log_may_show() {
        assertThatThrownBy(() -> connector.send(new Get("token sesame\nopens")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("correct github.login")
                .hasNoCause()
                .satisfies(thrown ->
                        assertThat(stack(thrown)).contains("Authorization").doesNotContain("sesame", "opens"));
    }

    private static String stack(Throwable thrown) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack, true));
        return stack.toString();
    }

    @Test
    void who_was_called_off_sends_nothing_any_more() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> connector.send(new Get("token good"))).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_host_that_nobody_knows_is_told_with_the_next_step() {
        ConnectException unknown = new ConnectException();
        unknown.initCause(new UnresolvedAddressException());

        assertThat(OnceConnector.words(unknown, "api.example.org"))
                .isEqualTo(
                        "nobody knows the host api.example.org: correct github.api, or the names that this machine knows");
        assertThat(OnceConnector.words(new ConnectException(), "api.example.org"))
                .startsWith("nobody answers at api.example.org (it cannot be reached)");
    }
}
