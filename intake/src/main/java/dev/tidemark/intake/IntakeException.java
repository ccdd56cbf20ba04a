package dev.tidemark.intake;

/** Nothing was published. The message is for a person: what is wrong, and the next step. */
public final class IntakeException extends Exception {

    public IntakeException(String message, Throwable cause) {
        super(message, cause);
    }

    public IntakeException(String message) {
        super(message);
    }
}
