package dev.tidemark.schemas.wire;

/** A schema registry does not do what it is asked. The message is one sentence that ends with the next step. */
public final class RegistryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    RegistryException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** Whether it may go away by itself, or by what somebody does elsewhere: asking again later makes sense. */
    public boolean isPassing() {
        return passing;
    }
}
