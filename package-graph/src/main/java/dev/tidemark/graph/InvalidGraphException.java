package dev.tidemark.graph;

/** The packages do not make a graph. The message names one reason. */
public final class InvalidGraphException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidGraphException(String message) {
        super(message);
    }
}
