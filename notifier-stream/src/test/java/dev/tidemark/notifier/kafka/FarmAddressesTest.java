package dev.tidemark.notifier.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.schemas.event.MailRule;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.WebhookRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A wish to be reached in some way holds from when it was said, be it changed since, until it is taken back or has ended. */
final class FarmAddressesTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant TUESDAY = MONDAY.plusSeconds(86_400);
    private static final Instant WEDNESDAY = TUESDAY.plusSeconds(86_400);

    private final FarmAddresses addresses = new FarmAddresses();

    @Test
    void who_corrects_their_address_has_wanted_calls_since_they_said_so_first() {
        webhook("https://one.example.org", null, MONDAY);
        webhook("https://two.example.org", null, TUESDAY);

        assertThat(addresses.webhookSince("ada")).contains(MONDAY);
        assertThat(addresses.webhook("ada"))
                .hasValueSatisfying(hook -> assertThat(hook.url()).isEqualTo("https://two.example.org"));
    }

    @Test
    void what_ended_begins_anew_when_it_is_said_again() {
        webhook("https://one.example.org", null, MONDAY);
        webhook("https://one.example.org", "410", TUESDAY);
        assertThat(addresses.webhookSince("ada")).isEmpty();
        assertThat(addresses.webhook("ada")).isEmpty();

        webhook("https://one.example.org", null, WEDNESDAY);
        assertThat(addresses.webhookSince("ada")).contains(WEDNESDAY);
    }

    @Test
    void so_does_what_was_taken_back() {
        mail(null, MONDAY);
        addresses.take("ada/" + Wish.MAIL, (Subscription) null);
        mail(null, WEDNESDAY);

        assertThat(addresses.mailSince("ada")).contains(WEDNESDAY);
        assertThat(addresses.mailSince("bob")).isEmpty();
    }

    private void mail(@Nullable String ended, Instant at) {
        addresses.take(
                "ada/" + Wish.MAIL,
                said(Wish.MAIL, at).setMail(new MailRule(ended)).build());
    }

    private void webhook(String url, @Nullable String ended, Instant at) {
        addresses.take(
                "ada/" + Wish.WEBHOOK,
                said(Wish.WEBHOOK, at)
                        .setWebhook(new WebhookRule(url, "whsec_AAAA", ended))
                        .build());
    }

    private static Subscription.Builder said(String rule, Instant at) {
        return Subscription.newBuilder()
                .setPerson("ada")
                .setRule(rule)
                .setBy("ada")
                .setAt(at);
    }
}
