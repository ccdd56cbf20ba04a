package dev.tidemark.notifier;

import dev.tidemark.service.Health;
import dev.tidemark.service.Part;

/** Stands behind the public server, and so stops before it: who follows events is let go before the server waits for them. */
final class Ending implements Part {

    private volatile boolean begun;

    boolean hasBegun() {
        return begun;
    }

    @Override
    public String name() {
        return "followers";
    }

    @Override
    public void start() {
        begun = false;
    }

    @Override
    public void stop() {
        begun = true;
    }

    @Override
    public Health health() {
        return Health.READY;
    }
}
