package dev.tidemark.service;

/** A service cannot run here. The message is one sentence for a person and ends with the next step. */
public sealed class ServiceException extends RuntimeException permits UsageException {

    private static final long serialVersionUID = 1L;

    public ServiceException(String message) {
        super(message);
    }

    public ServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
