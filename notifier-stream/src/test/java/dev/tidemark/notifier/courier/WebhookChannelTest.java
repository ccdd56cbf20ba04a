package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a receiver that verifies with the published library. */
final class WebhookChannelTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final FakeAddresses people = new FakeAddresses();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer receiver;
    private WebhookChannel channel;
    private volatile Reaction reaction;
    private volatile Optional<Call> call = Optional.empty();

    private record Call(HttpHeaders headers, String body) {}

    private interface Reaction {
        void to(HttpExchange exchange) throws IOException;
    }

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    WebhookChannelTest() {}

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                call = Optional.of(new Call(HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true), body));
                reaction.to(exchange);
            }
        });
        receiver.start();
        answer(204);
        people.hook("ada", url(), SECRET);
        channel = channel(Duration.ofSeconds(30), true);
    }

    @AfterEach
    void close() {
        released.countDown();
        receiver.stop(0);
        threads.shutdownNow();
    }

    private WebhookChannel channel(Duration timeout, boolean plainHttp) {
        return channel(timeout, plainHttp, 100, InstantSource.system());
    }

    private WebhookChannel channel(Duration timeout, boolean plainHttp, int perMinute, InstantSource clock) {
        CourierSettings courier =
                new CourierSettings(1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)));
        return new WebhookChannel(new WebhookSettings(timeout, plainHttp, perMinute, courier), people, people, clock);
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private void answer(int status) {
        reaction = exchange -> exchange.sendResponseHeaders(status, -1);
    }

    private static InboxEntry entry() {
        return Told.entry(
                "ada", "e-1", InboxKind.MESSAGE, Told.breakage("b-1", BreakageState.RAISED, 1, Told.ODD_LOG, "csv"));
    }

    @Test
    void a_call_is_one_that_the_published_library_verifies() throws Exception {
        assertThat(channel.deliver(entry())).isEqualTo(Outcome.DELIVERED);

        Call made = call.orElseThrow();
        new Webhook(SECRET).verify(made.body(), made.headers());
        assertThat(made.headers().firstValue("webhook-id")).contains("e-1");
        assertThat(made.body())
                .startsWith("{\"type\":\"tidemark.inbox.message\",")
                .contains("\"breakage\":\"b-1\"");
        assertThatThrownBy(() -> new Webhook(SECRET).verify(made.body().replace("b-1", "b-2"), made.headers()))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void the_same_entry_again_has_the_same_id() throws Exception {
        channel.deliver(entry());
        Optional<String> first = call.orElseThrow().headers().firstValue("webhook-id");
        channel.deliver(entry());

        assertThat(call.orElseThrow().headers().firstValue("webhook-id")).isEqualTo(first);
    }

    @Test
    void who_wants_no_calls_and_what_is_only_noted_is_not_called_for() throws Exception {
        assertThat(channel.deliver(Told.entry("bob", "e-2", InboxKind.MESSAGE))).isEqualTo(Outcome.DELIVERED);
        assertThat(channel.deliver(Told.entry("ada", "e-3", InboxKind.NOTE))).isEqualTo(Outcome.DELIVERED);
        assertThat(call).isEmpty();
    }

    @Test
    void a_receiver_that_is_gone_is_called_no_more() throws Exception {
        answer(410);

        assertThat(channel.deliver(entry())).isEqualTo(Outcome.DELIVERED);
        assertThat(people.ended()).containsExactly("ada: the receiver answered 410 Gone");
    }

    @Test
    void a_receiver_that_is_busy_is_called_again_no_sooner_than_it_says() throws Exception {
        reaction = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "120");
            exchange.sendResponseHeaders(503, -1);
        };

        assertThat(channel.deliver(entry()))
                .isEqualTo(new Outcome.Failed("the receiver answered 503", Optional.of(Duration.ofMinutes(2))));
    }

    @Test
    void a_receiver_that_does_not_like_it_never_will() throws Exception {
        answer(422);

        assertThat(channel.deliver(entry())).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        reaction = exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(302, -1);
        };

        assertThat(channel.deliver(entry())).isEqualTo(Outcome.failed("the receiver answered 302"));
    }

    @Test
    void a_receiver_that_hangs_holds_nobody_up_for_longer_than_the_timeout() throws Exception {
        reaction = exchange -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };

        assertThat(channel(Duration.ofMillis(300), true).deliver(entry())).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void an_answer_without_an_end_is_not_read() throws Exception {
        reaction = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] page = new byte[64 * 1024];
            while (released.getCount() > 0) {
                exchange.getResponseBody().write(page);
            }
        };

        assertThat(channel.deliver(entry())).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void no_address_is_called_more_often_than_so_many_times_a_minute_and_a_wait_is_no_try() throws Exception {
        people.hook("bob", url(), SECRET);
        people.hook("cyd", url() + "/of-cyd", SECRET);
        Instant[] now = {Instant.parse("2026-03-01T12:00:00Z")};
        WebhookChannel limited = channel(Duration.ofSeconds(30), true, 2, () -> now[0]);

        assertThat(limited.deliver(entry())).isEqualTo(Outcome.DELIVERED);
        now[0] = now[0].plusSeconds(20);
        assertThat(limited.deliver(Told.entry("bob", "e-2", InboxKind.MESSAGE))).isEqualTo(Outcome.DELIVERED);
        assertThat(limited.deliver(entry())).isEqualTo(new Outcome.NotYet(Duration.ofSeconds(40)));
        assertThat(limited.deliver(Told.entry("cyd", "e-3", InboxKind.MESSAGE)))
                .as("another address")
                .isEqualTo(Outcome.DELIVERED);
        now[0] = now[0].plusSeconds(40);
        assertThat(limited.deliver(entry())).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void what_was_told_before_they_asked_for_calls_is_before_their_wish() {
        people.since("ada", Told.NOW);
        assertThat(channel.isBeforeTheWish(entry())).isFalse();
        people.since("ada", Told.NOW.plusMillis(1));
        assertThat(channel.isBeforeTheWish(entry())).isTrue();
        assertThat(channel.isBeforeTheWish(Told.entry("bob", "e-2", InboxKind.MESSAGE)))
                .as("who wants none anyway")
                .isFalse();
    }

    @Test
    void addresses_without_tls_are_called_only_where_the_operator_says_so() throws Exception {
        assertThat(channel(Duration.ofSeconds(30), false).deliver(entry())).isInstanceOf(Outcome.Refused.class);
        assertThat(call).isEmpty();
        assertThat(people.ended()).containsExactly("ada: the address must begin with https://");
    }
}
