package dev.tidemark.service.streams;

/**
 * A record that could be read but not decided. Thrown before anything of it was applied, except that the wave it names is
 * halted; the record goes to the dead-letter topic and the rest goes on.
 */
public final class UndecidableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecidableException(String message, RuntimeException cause) {
        super(message, cause);
    }

    public UndecidableException(String message) {
        super(message);
    }
}
