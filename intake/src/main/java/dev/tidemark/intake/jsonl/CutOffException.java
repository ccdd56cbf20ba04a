package dev.tidemark.intake.jsonl;

import java.io.IOException;

/** A file ends where it should go on. The message is a part of a sentence, for a person. */
final class CutOffException extends IOException {

    private static final long serialVersionUID = 1L;

    CutOffException(String message, Throwable cause) {
        super(message, cause);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
