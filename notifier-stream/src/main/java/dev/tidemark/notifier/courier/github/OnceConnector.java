package dev.tidemark.notifier.courier.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Sends each request once, and waits for the whole answer no longer than the timeout. The library sends again what failed with a socket;
 * what would create something must not be, before somebody has looked whether it is there: such failures are told as others.
 */
final class OnceConnector implements GitHubConnector {

    private final HttpClient client;
    private final Duration timeout;

    OnceConnector(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(Redirect.NEVER) // The library follows, and takes the token off where it must.
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the courier is stopping"); // Before anything is sent.
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(http(request), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(request, response.statusCode(), response.headers().map(), response.body());
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(words(cause, request.url().getHost()), cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("GitHub did not answer within " + timeout, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the courier is stopping");
        }
    }

    static String words(Throwable failure, String host) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
                return "nobody knows the host %s: correct github.api, or the names that this machine knows"
                        .formatted(host);
            }
        }
        return failure instanceof ConnectException
                ? "nobody answers at %s (%s): correct github.api, or let this machine through to it"
                        .formatted(host, Objects.requireNonNullElse(failure.getMessage(), "it cannot be reached"))
                : "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
    }

    private static HttpRequest http(GitHubConnectorRequest request) throws IOException {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(URI.create(request.url().toString())).method(request.method(), body(request));
        for (Map.Entry<String, List<String>> header : request.allHeaders().entrySet()) {
            for (String value : header.getValue()) {
                add(http, header.getKey(), value);
            }
        }
        return http.header("User-Agent", "tidemark").build();
    }

    /** The builder's complaint has the value in it, which may be a token: it is told to nobody. */
    private static void add(HttpRequest.Builder http, String name, String value) throws IOException {
        boolean isTaken;
        try {
            var unused = http.header(name, value);
            isTaken = true;
        } catch (IllegalArgumentException saysTheValue) {
            isTaken = false;
        }
        if (!isTaken) {
            throw new IOException(
                    "the header %s for GitHub has characters in it that none may have: correct github.login"
                            .formatted(name));
        }
    }

    private static BodyPublisher body(GitHubConnectorRequest request) throws IOException {
        try (InputStream body = request.body()) {
            return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.readAllBytes());
        }
    }

    private static final class Answer extends GitHubConnectorResponse.ByteArrayResponse {
        private final byte[] body;

        Answer(GitHubConnectorRequest request, int status, Map<String, List<String>> headers, byte[] body) {
            super(request, status, headers);
            this.body = body;
        }

        @Override
        protected InputStream rawBodyStream() {
            return new ByteArrayInputStream(body);
        }
    }
}
