package dev.tidemark.notifier.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves feeds, events, breakages' pages and wishes by a link, each request on a thread of its own. */
public final class PublicServer implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(PublicServer.class);

    private final HttpSettings settings;
    private final Function<Links, HttpHandler> pages;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable HttpServer server;
    private volatile @Nullable Links links;

    /** @param pages what answers, made once it is known where it is found */
    public PublicServer(HttpSettings settings, Function<Links, HttpHandler> pages) {
        this.settings = settings;
        this.pages = pages;
    }

    @Override
    public String name() {
        return "public-server";
    }

    @Override
    public void start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
            started.setExecutor(threads);
            Artifacts artifacts = new Artifacts(settings.store());
            Links found = new Links(
                    settings.publicUrl().isEmpty()
                            ? "http://%s:%d"
                                    .formatted(
                                            settings.host(),
                                            started.getAddress().getPort())
                            : settings.publicUrl(),
                    settings.store().isPresent(),
                    workspace -> artifacts.workspace(workspace).isPresent());
            links = found;
            HttpHandler handler = pages.apply(found);
            started.createContext("/", exchange -> handle(handler, exchange));
            started.start();
            server = started;
            LOG.atInfo().addKeyValue("url", found.base()).log("feeds and pages are served");
        } catch (BindException e) {
            throw new ServiceException(
                    "port %d on %s is in use: stop what listens there, or set http.port to another (0 takes a free one)"
                            .formatted(settings.port(), settings.host()),
                    e);
        } catch (IOException e) {
            throw new ServiceException(
                    "cannot listen on %s:%d (%s): set http.host to an address of this machine"
                            .formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        }
    }

    /** What fails for one who asks is their answer and no more. */
    private static void handle(HttpHandler handler, HttpExchange exchange) {
        try (exchange) {
            handler.handle(exchange);
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("who asked has gone");
        } catch (RuntimeException e) { // A thread's edge.
            LOG.atError()
                    .addKeyValue("path", exchange.getRequestURI().getPath())
                    .setCause(e)
                    .log("a request failed");
        }
    }

    /**
     * Where things are found.
     *
     * @throws IllegalStateException before it was started
     */
    public Links links() {
        Links found = links;
        if (found == null) {
            throw new IllegalStateException("the public server listens only once it is started");
        }
        return found;
    }

    @Override
    public void stop() {
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
        threads.shutdownNow();
    }

    @Override
    public Health health() {
        return server == null ? new Health.Starting("does not listen yet") : Health.READY;
    }
}
