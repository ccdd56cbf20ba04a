package dev.tidemark.service;

/**
 * What was asked for is not there, or cannot be meant: a name that nobody has, a file that is missing, a setting that is none. To ask
 * again changes nothing, unlike with what only cannot be reached. The message is one sentence for a person and ends with the next step.
 */
public final class UsageException extends ServiceException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
