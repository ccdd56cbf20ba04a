package dev.tidemark.intake;

import java.io.IOException;

/** A form in which others write package graphs. Has no state. */
public interface GraphFormat {

    /** What people call it. */
    String name();

    /** True when the paths lead to what looks like this. Asked only where no format was named. */
    boolean recognises(GraphRequest request);

    /**
     * How to read it. Little is read yet.
     *
     * @throws IntakeException when it is not what was asked for, with the next step
     * @throws IOException when it cannot be opened; the message names it and says what to do
     */
    GraphSource open(GraphRequest request) throws IntakeException, IOException;
}
