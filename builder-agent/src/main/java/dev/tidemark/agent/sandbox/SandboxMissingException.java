package dev.tidemark.agent.sandbox;

/** A sandbox is required and cannot be had here. The message says why, and what to do. */
public final class SandboxMissingException extends Exception {
    SandboxMissingException(String reason) {
        super("recipes must run in a sandbox (sandbox.mode is required), and %s: mend that, or set sandbox.mode to auto"
                .formatted(reason));
    }
}
