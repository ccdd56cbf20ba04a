package dev.tidemark.agent.codec;

/** A request that cannot be understood; the message says why. */
public final class UnreadableRequestException extends Exception {
    UnreadableRequestException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
