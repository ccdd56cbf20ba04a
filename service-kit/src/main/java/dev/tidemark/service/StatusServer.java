package dev.tidemark.service;

import com.codahale.metrics.MetricRegistry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says over HTTP how the service is: {@code /livez} (200, or 503 when a restart is due), {@code /readyz} (200, or 503 with
 * a line for each part that is not ready) and {@code /metrics} (Prometheus). Start it first, so that a slow start can be
 * watched.
 */
public final class StatusServer implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

    private final InetSocketAddress address;
    private final MetricRegistry metrics;
    private final List<? extends Part> watched;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable HttpServer server;

    /**
     * @param settings where to listen
     * @param metrics what {@code /metrics} shows
     * @param watched the parts whose health counts
     */
    public StatusServer(StatusSettings settings, MetricRegistry metrics, List<? extends Part> watched) {
        this.address = new InetSocketAddress(settings.host(), settings.port());
        this.metrics = metrics;
        this.watched = List.copyOf(watched);
    }

    @Override
    public String name() {
        return "status-server";
    }

    @Override
    public void start() {
        PrometheusRegistry prometheus = new PrometheusRegistry();
        prometheus.register(new DropwizardExports(metrics, (name, metric) -> !MetricName.isLabelled(name)));
        prometheus.register(new LabelledMetrics(metrics));
        try {
            HttpServer started = HttpServer.create(address, 0);
            started.setExecutor(threads);
            started.createContext("/livez", exchange -> answer(exchange, Service.told(watched, true), List.of()));
            started.createContext("/readyz", this::answerReady);
            started.createContext("/metrics", new MetricsHandler(prometheus));
            started.start();
            server = started;
            LOG.atInfo().addKeyValue("address", started.getAddress()).log("status is served");
        } catch (BindException e) {
            throw new ServiceException(
                    "port %d on %s is in use: stop what listens there, or set status.port to another (0 takes a free one)"
                            .formatted(address.getPort(), address.getHostString()),
                    e);
        } catch (IOException e) {
            throw new ServiceException(
                    "cannot listen on %s:%d (%s): set status.host to an address of this machine"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("the status server listens only once it is started");
        }
        return server.getAddress().getPort();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        threads.shutdownNow();
    }

    @Override
    public Health health() {
        return server == null ? new Health.Starting("does not listen yet") : Health.READY;
    }

    private void answerReady(HttpExchange exchange) throws IOException {
        List<String> remarks = watched.stream()
                .flatMap(part -> part.remarks().stream().map(remark -> part.name() + ": " + remark))
                .toList();
        answer(exchange, Service.told(watched, false), remarks);
    }

    private static void answer(HttpExchange exchange, List<String> problems, List<String> remarks) throws IOException {
        List<String> lines = new ArrayList<>(problems.isEmpty() ? List.of("ok") : problems);
        lines.addAll(remarks);
        String text = String.join("\n", lines) + "\n";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(problems.isEmpty() ? 200 : 503, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
