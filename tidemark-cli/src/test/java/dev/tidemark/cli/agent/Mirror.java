package dev.tidemark.cli.agent;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What recipes download from on this machine: a server of two versions of a source, and a port where nobody listens. */
final class Mirror implements AutoCloseable {

    private final HttpServer server;
    /** Bound, so that nobody else gets the port, and never listened on. */
    private final Socket silent = new Socket();

    Mirror() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        silent.bind(new InetSocketAddress(here, 0));
        server = HttpServer.create(new InetSocketAddress(here, 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] file = source(exchange.getRequestURI().getPath().substring(1));
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        });
        server.start();
    }

    /** What is served of a version, under its name. */
    private static byte[] source(String version) {
        return "the source of %s\n".formatted(version).getBytes(StandardCharsets.UTF_8);
    }

    /** Of what is served of a version. */
    static Sha256 digest(String version) {
        return new Sha256(HexFormat.of().formatHex(Sha256.newDigest().digest(source(version))));
    }

    /** Where the sources are. */
    String address() {
        return address(server.getAddress().getPort());
    }

    /** Where nobody is. */
    String nobodys() {
        return address(silent.getLocalPort());
    }

    private static String address(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        silent.close();
    }
}
