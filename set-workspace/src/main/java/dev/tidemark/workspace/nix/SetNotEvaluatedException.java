package dev.tidemark.workspace.nix;

import java.io.IOException;

/** A set as a whole cannot be read or evaluated, and that is its own doing. The message says why. */
public final class SetNotEvaluatedException extends IOException {

    private final String said;

    SetNotEvaluatedException(String message) {
        this(message, "");
    }

    SetNotEvaluatedException(String message, String said) {
        super(message);
        this.said = said;
    }

    public SetNotEvaluatedException(String message, Throwable cause) {
        super(message, cause);
        this.said = "";
    }

    /** All that Nix says of it, as it was printed; empty where Nix was not asked. */
    public String said() {
        return said;
    }
}
