package dev.tidemark.workspace.nix;

import java.io.IOException;

/** A set as a whole cannot be read or evaluated, and that is its own doing. The message says why. */
public final class SetNotEvaluatedException extends IOException {

    SetNotEvaluatedException(String message) {
        super(message);
    }

    public SetNotEvaluatedException(String message, Throwable cause) {
        super(message, cause);
    }
}
