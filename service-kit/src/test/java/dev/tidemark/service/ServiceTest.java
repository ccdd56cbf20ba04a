package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServiceTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void parts_start_in_order_and_stop_in_reverse() throws Exception {
        try (Service service = new Service("test", List.of(new FakePart("a"), new FakePart("b")))) {
            service.start();
        }

        assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
    }

    @Test
    void a_part_that_does_not_start_stops_those_before_it() {
        FakePart broken = new FakePart("b");
        broken.refusal = new ServiceException("b cannot: do this");
        Service service = new Service("test", List.of(new FakePart("a"), broken, new FakePart("c")));

        assertThatThrownBy(service::start).hasMessage("b cannot: do this");
        assertThat(log).containsExactly("start a", "start b", "stop b", "stop a");
    }

    @Test
    void status_tells_readiness_liveness_and_metrics() throws Exception {
        FakePart part = new FakePart("feed");
        MetricRegistry metrics = new MetricRegistry();
        metrics.counter("jobs.built").inc(3);
        StatusServer server = new StatusServer(StatusSettings.ANY_LOOPBACK_PORT, metrics, List.of(part));
        try (Service service = new Service("test", List.of(server, part))) {
            service.start();

            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/metrics").body()).contains("jobs_built_total 3.0");

            part.health = new Health.Starting("reads the graph");
            assertThat(get(server, "/readyz").body()).isEqualTo("feed: reads the graph\n");
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/livez").statusCode()).isEqualTo(200);

            part.health = new Health.Dead("its thread died");
            assertThat(get(server, "/livez").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_port_in_use_is_one_sentence_with_the_next_step() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StatusServer server = new StatusServer(
                    new StatusSettings("127.0.0.1", taken.getLocalPort()), new MetricRegistry(), List.of());

            assertThatThrownBy(server::start)
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("is in use")
                    .hasMessageContaining("status.port");
        }
    }

    @Test
    void a_broker_that_is_not_there_is_one_sentence_with_the_next_step() throws Exception {
        int port = freePort();
        BrokerProbe probe = new BrokerProbe(FarmSettings.at("127.0.0.1:" + port), Duration.ofMillis(200));

        assertThatThrownBy(probe::start)
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("no Kafka broker answers at 127.0.0.1:" + port)
                .hasMessageContaining("farm.brokers");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(StatusServer server, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private final class FakePart implements Part {
        private final String name;
        private Health health = Health.READY;
        private @Nullable ServiceException refusal;

        FakePart(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() {
            log.add("start " + name);
            if (refusal != null) {
                throw refusal;
            }
        }

        @Override
        public void stop() {
            log.add("stop " + name);
        }

        @Override
        public Health health() {
            return health;
        }
    }
}
