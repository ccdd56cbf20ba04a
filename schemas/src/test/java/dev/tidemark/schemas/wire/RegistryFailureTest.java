package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.store.Evidence;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** What Confluent's own client throws, since the rule is about nothing else. */
final class RegistryFailureTest {

    private static final byte[] OF_SCHEMA_7 = {0, 0, 0, 0, 7, 0};

    @Test
    void a_registry_that_is_not_there_is_an_outage() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(isOutage("http://127.0.0.1:" + port, OF_SCHEMA_7)).isTrue();
    }

    @Test
    void a_registry_that_is_broken_or_refuses_us_is_an_outage() throws IOException {
        assertThat(isOutageWhenAnswered(500, "{\"error_code\": 50001, \"message\": \"no store\"}"))
                .isTrue();
        assertThat(isOutageWhenAnswered(503, "busy")).isTrue();
        assertThat(isOutageWhenAnswered(401, "{\"error_code\": 401, \"message\": \"who are you?\"}"))
                .isTrue();
        assertThat(isOutageWhenAnswered(403, "{\"error_code\": 40301, \"message\": \"not you\"}"))
                .isTrue();
        assertThat(isOutageWhenAnswered(429, "{\"error_code\": 429, \"message\": \"later\"}"))
                .isTrue();
    }

    @Test
    void an_address_that_is_no_registry_is_an_outage() throws IOException {
        assertThat(isOutageWhenAnswered(404, "<html>not here</html>")).isTrue();
    }

    @Test
    void a_schema_that_the_registry_does_not_know_is_none() throws IOException {
        assertThat(isOutageWhenAnswered(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}"))
                .isFalse();
        assertThat(isOutage("mock://registry-failure-test", new byte[] {0, 0, 0, 127, 127, 0}))
                .isFalse();
    }

    @Test
    void bytes_that_are_no_event_are_none() {
        byte[] cut;
        try (Serde<Evidence> serde = new EventSerdes(RegistrySettings.WITHOUT_SERVER).of(Evidence.class)) {
            byte[] whole = serde.serializer().serialize("topic", new Evidence("hash"));
            cut = Arrays.copyOf(whole, whole.length - 1);
        }

        assertThat(isOutage("mock://tidemark", cut)).isFalse();
        assertThat(isOutage("mock://tidemark", "no event".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(isOutage("mock://tidemark", OF_SCHEMA_7)).isFalse();
    }

    @Test
    void what_cannot_be_written_for_want_of_a_registry_is_one_sentence_and_not_a_page() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String away = "http://127.0.0.1:" + port;

        assertThat(unwritten(away))
                .satisfies(
                        failure -> assertThat(RegistryFailure.isOutage(failure)).isTrue())
                .hasMessageStartingWith(
                        "the schema registry " + away + " does not answer (Connection refused): start it");
    }

    @Test
    void who_is_not_let_in_is_not_told_to_start_the_registry() throws IOException {
        String body = "{\"error_code\": 401, \"message\": \"who are you?\"}";

        assertThat(answered(401, body, RegistryFailureTest::unwritten))
                .hasMessageContaining("does not let us in (401")
                .hasMessageContaining("bearer.auth.token");
    }

    private static Throwable unwritten(String registry) {
        EventSerdes serdes = new EventSerdes(new RegistrySettings(registry, Map.of("max.retries", "0")));
        try (Serde<Evidence> serde = serdes.of(Evidence.class)) {
            return catchThrowable(() -> serde.serializer().serialize("topic", new Evidence("hash")));
        }
    }

    private static boolean isOutageWhenAnswered(int status, String body) throws IOException {
        return answered(status, body, url -> isOutage(url, OF_SCHEMA_7));
    }

    private static <T> T answered(int status, String body, Function<String, T> asked) throws IOException {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        registry.start();
        try {
            return asked.apply("http://127.0.0.1:" + registry.getAddress().getPort());
        } finally {
            registry.stop(0);
        }
    }

    private static boolean isOutage(String registry, byte[] record) {
        EventSerdes serdes = new EventSerdes(new RegistrySettings(registry, Map.of("max.retries", "0")));
        try (Serde<Wave> serde = serdes.of(Wave.class)) {
            Throwable failure = catchThrowable(() -> serde.deserializer().deserialize("topic", record));
            assertThat(failure).isNotNull();
            return RegistryFailure.isOutage(failure);
        }
    }
}
