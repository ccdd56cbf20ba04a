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
                "%s could not be evaluated: %s; %s".formatted(what, e.getMessage(), nextStep(e.reason())),
                e);
    }

    private static String nextStep(EvaluationStoppedException.Reason reason) {
        return switch (reason) {
            case TIME -> "look at what in it does not end, and at what else the agent's machine does";
            case MEMORY -> "look at what in it needs so much, and at the memory of the agent's machine";
            case DOWNLOAD -> "look at the address, and at the way to it from the agent's machine";
            case MACHINE -> "look at the Nix store of the agent's machine, and at its disk";
        };
    }

    public FailureKind kind() {
        return kind;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
