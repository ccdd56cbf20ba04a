package dev.tidemark.intake;

/** Nothing was published. The message is one sentence for a person, and the next step. */
public final class IntakeException extends Exception {

    IntakeException(String message, Throwable cause) {
        super(message, cause);
    }

    IntakeException(String message) {
        super(message);
    }
}
