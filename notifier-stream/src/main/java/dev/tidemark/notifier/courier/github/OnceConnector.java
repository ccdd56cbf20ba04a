package dev.tidemark.notifier.courier.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(http(request), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(request, response.statusCode(), response.headers().map(), response.body());
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException("%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage()), cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("GitHub did not answer within " + timeout, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the courier is stopping");
        }
    }

    private static HttpRequest http(GitHubConnectorRequest request) throws IOException {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(URI.create(request.url().toString())).method(request.method(), body(request));
        request.allHeaders().forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        return http.header("User-Agent", "tidemark").build();
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
