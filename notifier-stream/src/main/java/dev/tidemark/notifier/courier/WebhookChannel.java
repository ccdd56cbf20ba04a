package dev.tidemark.notifier.courier;

import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.wire.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Calls people at their own URL with what is in their inbox, as JSON. The entry's name is the call's id, so that who was called twice
 * can tell.
 */
public final class WebhookChannel implements Channel<InboxEntry> {

    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int TIMED_OUT = 408;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final HttpClient client;
    private final WebhookSettings settings;
    private final Addresses addresses;
    private final Addresses.Endings endings;
    private final InstantSource clock;
    /** By address; of those alone that were called of late. */
    private final Map<String, RateLimit> limits = new HashMap<>();

    public WebhookChannel(
            WebhookSettings settings, Addresses addresses, Addresses.Endings endings, InstantSource clock) {
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.settings = settings;
        this.addresses = addresses;
        this.endings = endings;
        this.clock = clock;
    }

    @Override
    public Outcome deliver(InboxEntry entry) throws InterruptedException {
        if (entry.getKind() == InboxKind.NOTE) {
            return Outcome.DELIVERED;
        }
        Optional<Addresses.Hook> hook = addresses.webhook(entry.getPerson());
        if (hook.isEmpty()) {
            return Outcome.DELIVERED;
        }
        Duration wait = turn(hook.get().url());
        return wait.isZero() ? call(entry, hook.get()) : new Outcome.NotYet(wait);
    }

    /** How long the next call of an address has to wait; it is counted when it has not. Several people may share one. */
    private Duration turn(String url) {
        Instant now = clock.instant();
        synchronized (limits) {
            limits.values().removeIf(limit -> limit.isIdle(now));
            RateLimit limit = limits.computeIfAbsent(
                    url,
                    first ->
                            new RateLimit(List.of(new RateLimit.Allowed(settings.perMinute(), Duration.ofMinutes(1)))));
            Duration wait = limit.wait(now);
            if (wait.isZero()) {
                limit.take(now);
            }
            return wait;
        }
    }

    @Override
    public boolean isBeforeTheWish(InboxEntry entry) {
        return addresses
                .webhookSince(entry.getPerson())
                .filter(entry.getAt()::isBefore)
                .isPresent();
    }

    private Outcome call(InboxEntry entry, Addresses.Hook hook) throws InterruptedException {
        HttpRequest request;
        try {
            request = request(entry, hook);
        } catch (IllegalArgumentException e) {
            endings.webhookEnded(entry.getPerson(), String.valueOf(e.getMessage()));
            return new Outcome.Refused("%s cannot be called: %s".formatted(entry.getPerson(), e.getMessage()));
        }
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            answer.body().close(); // What they answer is not read: it may be endless.
            return outcome(entry.getPerson(), answer);
        } catch (IOException e) {
            return Outcome.failed("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private HttpRequest request(InboxEntry entry, Addresses.Hook hook) {
        URI url = URI.create(hook.url());
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(settings.plainHttp() && scheme.equals("http"))) {
            throw new IllegalArgumentException("the address must begin with https://");
        }
        String body = body(entry);
        Instant now = clock.instant();
        return HttpRequest.newBuilder(url)
                .timeout(settings.timeout())
                .header("content-type", "application/json; charset=utf-8")
                .header("user-agent", "tidemark")
                .header(StandardWebhook.ID, entry.getEntry())
                .header(StandardWebhook.TIMESTAMP, Long.toString(now.getEpochSecond()))
                .header(
                        StandardWebhook.SIGNATURE,
                        StandardWebhook.signature(hook.secret(), entry.getEntry(), now, body))
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
    }

    /** Type, time and data, as Standard Webhooks recommends. */
    private static String body(InboxEntry entry) {
        return "{\"type\":\"tidemark.inbox.%s\",\"timestamp\":\"%s\",\"data\":%s}"
                .formatted(entry.getKind().name().toLowerCase(Locale.ROOT), entry.getAt(), EventJson.of(entry));
    }

    private Outcome outcome(String person, HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return Outcome.DELIVERED;
        }
        if (status == GONE) {
            endings.webhookEnded(person, "the receiver answered 410 Gone");
            return Outcome.DELIVERED;
        }
        String reason = "the receiver answered " + status;
        boolean mayPass = status == TOO_MANY || status == TIMED_OUT || status >= SERVER_ERROR || status < CLIENT_ERROR;
        return mayPass
                ? new Outcome.Failed(reason, retryAfter(answer))
                : new Outcome.Refused(
                        "%s was called at their webhook and %s: they may correct it, then tidemark dead-letter replay"
                                .formatted(person, reason));
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("retry-after")
                    .map(Long::parseLong)
                    .map(Duration::ofSeconds)
                    .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0);
        } catch (NumberFormatException e) {
            return Optional.empty(); // A date: the usual wait will do.
        }
    }
}
