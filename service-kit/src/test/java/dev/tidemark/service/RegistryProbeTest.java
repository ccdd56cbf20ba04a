package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that first answers what a test says, the last of it for ever, or knows every schema in the end. */
@Timeout(60)
final class RegistryProbeTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Answer BUSY = new Answer(503, "{\"error_code\": 50301, \"message\": \"busy\"}");
    private static final Answer BROKEN = new Answer(500, "{\"error_code\": 50001, \"message\": \"no store\"}");
    private static final Answer NO_SUCH_SCHEMA =
            new Answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
    private static final Answer WHO_ARE_YOU = new Answer(401, "{\"error_code\": 401, \"message\": \"who are you?\"}");

    private final ObjectMapper json = new ObjectMapper();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> known = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = new ArrayList<>();
    private HttpServer registry;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", this::answer);
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void a_registry_that_knows_every_schema_is_not_waited_for() throws Exception {
        RegistryProbe probe = probe(Duration.ZERO, LONG, told::add);

        probe.start();

        assertThat(probe.health()).isEqualTo(Health.READY);
        assertThat(told).isEmpty();
    }

    @Test
    void what_passes_is_waited_for_and_each_reason_is_told_once() throws Exception {
        answers.addAll(List.of(BUSY, BUSY, BUSY, NO_SUCH_SCHEMA, NO_SUCH_SCHEMA, BROKEN));
        List<Health> meanwhile = new ArrayList<>();
        RegistryProbe[] probe = new RegistryProbe[1];
        probe[0] = probe(LONG, Duration.ZERO, reason -> {
            told.add(reason);
            meanwhile.add(probe[0].health());
        });

        probe[0].start();

        assertThat(probe[0].health()).isEqualTo(Health.READY);
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("503: busy");
        assertThat(told.get(1)).contains("tidemark schemas register");
        assertThat(told.get(2)).contains("500: no store");
        assertThat(meanwhile).hasSize(3).allSatisfy(health -> assertThat(health).isInstanceOf(Health.Starting.class));
        assertThat(answers).isEmpty();
    }

    @Test
    void patience_ends_with_what_was_amiss_last() {
        answers.addAll(Collections.nCopies(10_000, BUSY));

        assertThatThrownBy(() -> probe(Duration.ofMillis(50), Duration.ofMillis(1), told::add)
                        .start())
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("503: busy");
        assertThat(told).hasSize(1);
    }

    @Test
    void what_does_not_pass_is_not_waited_for() {
        answers.addAll(List.of(WHO_ARE_YOU, WHO_ARE_YOU));

        assertThatThrownBy(() -> probe(LONG, LONG, told::add).start())
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("does not let us in");
        assertThat(answers).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void who_is_interrupted_while_it_waits_does_not_wait_on() {
        answers.addAll(List.of(BUSY, BUSY));
        RegistryProbe probe = probe(LONG, LONG, reason -> Thread.currentThread().interrupt());

        assertThatThrownBy(probe::start).isInstanceOf(InterruptedException.class);
        assertThat(answers).hasSize(1);
        assertThat(probe.health()).isInstanceOf(Health.Starting.class);
    }

    private RegistryProbe probe(Duration patience, Duration betweenLooks, Consumer<String> waitingFor) {
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        return new RegistryProbe(
                new EventSerdes(new RegistrySettings(url, Map.of("max.retries", "0"))),
                patience,
                betweenLooks,
                waitingFor);
    }

    /** On the server's one thread. */
    private void answer(HttpExchange exchange) throws IOException {
        byte[] asked = exchange.getRequestBody().readAllBytes();
        Answer answer = answers.isEmpty() ? schema(exchange.getRequestURI().getPath(), asked) : answers.remove();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** Asked which id a schema has, and which schema an id has. */
    private Answer schema(String path, byte[] asked) throws IOException {
        ObjectNode answer = json.createObjectNode();
        if (path.startsWith("/subjects/")) {
            known.add(json.readTree(asked).get("schema").asText());
            answer.put("subject", path.substring("/subjects/".length()))
                    .put("version", 1)
                    .put("id", known.size())
                    .put("schema", known.getLast());
        } else {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            answer.put("schema", known.get(id - 1));
        }
        return new Answer(200, answer.toString());
    }
}
