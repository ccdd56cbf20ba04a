package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.FailureKind;

/** A workspace cannot be made, or not made again, or is lost (INPUT_LOST). The message is a sentence for whoever can do something about it. */
public final class PreparationFailedException extends Exception {

    private final FailureKind kind;

    public PreparationFailedException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public PreparationFailedException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public FailureKind kind() {
        return kind;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
