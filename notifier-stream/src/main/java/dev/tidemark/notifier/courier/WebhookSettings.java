package dev.tidemark.notifier.courier;

import java.time.Duration;

/**
 * How people are called.
 *
 * @param timeout how long a call may take
 * @param plainHttp whether addresses without TLS may be called
 * @param courier how it goes about it
 */
public record WebhookSettings(Duration timeout, boolean plainHttp, CourierSettings courier) {}
