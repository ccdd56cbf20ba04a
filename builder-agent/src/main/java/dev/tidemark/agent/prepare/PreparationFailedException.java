package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.workspace.nix.EvaluationStoppedException;

/** A workspace cannot be made, or not made again, or is lost (INPUT_LOST). The message is a sentence for whoever can do something about it. */
public final class PreparationFailedException extends Exception {

    private final FailureKind kind;

    public PreparationFailedException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public PreparationFailedException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * The set could not be evaluated, and that says nothing of it.
     *
     * @param what could not be, as the beginning of a sentence
     */
    public static PreparationFailedException stopped(String what, EvaluationStoppedException e) {
        return new PreparationFailedException(
                switch (e.reason()) {
                    case TIME -> FailureKind.TIMED_OUT;
                    case MEMORY -> FailureKind.OUT_OF_MEMORY;
                    case DOWNLOAD -> FailureKind.FETCH_FAILED;
                    case MACHINE -> FailureKind.AGENT_FAULT;
                },
                "%s could not be evaluated: %s".formatted(what, e.getMessage()),
                e);
    }

    public FailureKind kind() {
        return kind;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
