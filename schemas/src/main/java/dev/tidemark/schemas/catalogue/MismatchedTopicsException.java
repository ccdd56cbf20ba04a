package dev.tidemark.schemas.catalogue;

/** Topics that are there already do not fit together, or not with what is asked for. The message ends with the next step. */
public final class MismatchedTopicsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MismatchedTopicsException(String message) {
        super(message);
    }
}
