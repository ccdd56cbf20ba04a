package dev.tidemark.notifier.courier;

/**
 * How a courier works.
 *
 * @param atOnce how many deliveries at once
 * @param retry how long and how often one is tried
 */
public record CourierSettings(int atOnce, Backoff retry) {

    /** @throws IllegalArgumentException when nothing could be delivered */
    public CourierSettings {
        if (atOnce < 1) {
            throw new IllegalArgumentException("at-once is %d: use 1 or more".formatted(atOnce));
        }
    }
}
