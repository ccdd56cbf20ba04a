package dev.tidemark.notifier.courier.github;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Keeps GitHub's limits: counts what creates or changes something before it is sent, and asks nothing once GitHub has said to wait
 * (docs.github.com, "Rate limits for the REST API" and "Best practices for using the REST API").
 */
final class PacedConnector implements GitHubConnector {

    private static final int FORBIDDEN = 403;
    private static final int INVALID = 422;
    private static final int TOO_MANY = 429;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private final GitHubConnector connector;
    private final Quota quota;
    private final InstantSource clock;

    PacedConnector(GitHubConnector connector, Quota quota, InstantSource clock) {
        this.connector = connector;
        this.quota = quota;
        this.clock = clock;
    }

    @Override
    public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
        quota.ask();
        if (creates(request)) {
            quota.create();
        }
        GitHubConnectorResponse response = connector.send(request);
        if (isLimit(response)) {
            try (response) {
                throw quota.refused(retryAfter(response).or(() -> untilReset(response)));
            }
        }
        if (creates(request)) {
            quota.created();
        }
        untilReset(response).ifPresent(quota::hold);
        return response;
    }

    /** A token of an installation is made for us alone, and counts for nothing. */
    private static boolean creates(GitHubConnectorRequest request) {
        return !request.method().equals("GET") && !request.url().getPath().endsWith("/access_tokens");
    }

    private static boolean isLimit(GitHubConnectorResponse response) throws IOException {
        if (response.statusCode() == TOO_MANY) {
            return true;
        }
        return switch (response.statusCode()) {
            case FORBIDDEN ->
                response.header("Retry-After") != null
                        || "0".equals(response.header("X-RateLimit-Remaining"))
                        || says(response, "secondary rate limit");
            case INVALID -> says(response, "submitted too quickly");
            default -> false;
        };
    }

    private static boolean says(GitHubConnectorResponse response, String words) throws IOException {
        return new String(response.bodyStream().readAllBytes(), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .contains(words);
    }

    private static Optional<Duration> retryAfter(GitHubConnectorResponse response) {
        return seconds(response.header("Retry-After")).map(Duration::ofSeconds).flatMap(PacedConnector::bounded);
    }

    /** Of the limit of all requests, once there are none left. */
    private Optional<Duration> untilReset(GitHubConnectorResponse response) {
        return "0".equals(response.header("X-RateLimit-Remaining"))
                ? seconds(response.header("X-RateLimit-Reset"))
                        .map(reset -> Duration.between(clock.instant(), Instant.ofEpochSecond(reset)))
                        .flatMap(PacedConnector::bounded)
                : Optional.empty();
    }

    private static Optional<Duration> bounded(Duration pause) {
        return pause.isPositive() && pause.compareTo(LONGEST_PAUSE) <= 0 ? Optional.of(pause) : Optional.empty();
    }

    private static Optional<Long> seconds(@Nullable String header) {
        try {
            return Optional.ofNullable(header).map(Long::parseLong);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
