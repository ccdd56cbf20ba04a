package dev.tidemark.workspace.source;

import java.io.IOException;

/** A set's repository does not answer, whatever it has. The message says why and what to do. */
public final class SourceUnreachableException extends IOException {

    SourceUnreachableException(String message) {
        super(message);
    }
}
