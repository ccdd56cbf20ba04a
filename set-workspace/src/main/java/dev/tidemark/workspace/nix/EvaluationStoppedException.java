package dev.tidemark.workspace.nix;

import java.io.IOException;

/** An evaluation has come to nothing, and not by the set's own doing. The message says how. */
public final class EvaluationStoppedException extends IOException {

    private final Reason reason;

    EvaluationStoppedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What has stopped it. */
    public enum Reason {
        /** It took longer than it may. */
        TIME,
        /** It needed more than it may, or the system has killed it, as it does for want of memory. */
        MEMORY,
        /** What it was to download could not be had. */
        DOWNLOAD,
        /** The store, its disk, or somebody on this machine. */
        MACHINE
    }

    public Reason reason() {
        return reason;
    }
}
