package dev.tidemark.workspace.broken;

/** A package cannot be marked as broken by a program; the message says why, and what a person can do. */
public final class CannotMarkException extends Exception {

    private static final long serialVersionUID = 1L;

    CannotMarkException(String message) {
        super(message);
    }

    CannotMarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
