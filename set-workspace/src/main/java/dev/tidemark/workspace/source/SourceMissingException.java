package dev.tidemark.workspace.source;

import java.io.IOException;

/** The files of a set at a revision cannot be had here. The message says why and what to do. */
public final class SourceMissingException extends IOException {

    SourceMissingException(String message) {
        super(message);
    }

    SourceMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
