package dev.tidemark.schemas.wire;

/** An event says what only a program newer than this one understands. The message ends with the next step. */
public final class NewerEventException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** @param what is not known here, with its article: {@code a kind of report} */
    public NewerEventException(String what) {
        super(what + " that is newer than this program: upgrade it");
    }
}
