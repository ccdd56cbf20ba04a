package docsserver;

import args.Options;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Serves the handbook to this machine only. */
public final class Main {
    public static void main(String[] arguments) throws IOException {
        Options options = new Options("docs-server", "").option("port", "8080", "where to listen");
        int port;
        try {
            port = options.parse(arguments).number("port");
        } catch (Options.UsageException e) {
            System.err.print("docs-server: " + e.getMessage() + "\n" + options.usage());
            System.exit(2);
            return;
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", Main::answer);
        server.start();
        System.out.println("The handbook is at http://localhost:" + server.getAddress().getPort() + "/");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<byte[]> page = Pages.page(exchange.getRequestURI().getPath());
            byte[] body = page.orElse("There is no such page.\n".getBytes(StandardCharsets.UTF_8));
            String type = page.isPresent() ? "text/html" : "text/plain";
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(page.isPresent() ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
