package dev.tidemark.notifier.courier;

import java.time.Duration;

/**
 * How people are called.
 *
 * @param timeout how long a call may take
 * @param plainHttp whether addresses without TLS may be called
 * @param perMinute how many calls a minute at most of one address
 * @param courier how it goes about it
 */
public record WebhookSettings(Duration timeout, boolean plainHttp, int perMinute, CourierSettings courier) {

    /** @throws IllegalArgumentException when nobody could be called */
    public WebhookSettings {
        if (perMinute < 1) {
            throw new IllegalArgumentException("webhook.per-minute is %d: use 1 or more".formatted(perMinute));
        }
    }
}
