package dev.tidemark.agent.nix;

/** This machine's Nix cannot be used as the agent is set up. The message says why and what to do. */
public final class NixUnusableException extends Exception {

    public NixUnusableException(String message) {
        super(message);
    }

    NixUnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
