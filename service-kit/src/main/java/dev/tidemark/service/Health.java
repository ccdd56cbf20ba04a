package dev.tidemark.service;

/** How a part is. */
public sealed interface Health {

    /** Does what it is there for. */
    record Ready() implements Health {}

    /** Under way, and not there yet, for the reason given. */
    record Starting(String reason) implements Health {}

    /** Will not recover by itself, for the reason given: the process should be restarted. */
    record Dead(String reason) implements Health {}

    Health READY = new Ready();
}
