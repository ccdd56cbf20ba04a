package dev.tidemark.schemas.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro which classes may stand in its schemas. It refuses all others, also where a builder fills in a default; who
 * builds events without ever reading or writing one declares them first.
 */
public final class TrustedEvents {

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("dev.tidemark.schemas.")));
    }

    private TrustedEvents() {}

    /** Once is enough, more do no harm; any thread. */
    public static void declare() {
        // The class is initialised by now.
    }
}
