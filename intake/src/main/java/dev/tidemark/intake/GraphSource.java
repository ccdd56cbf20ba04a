package dev.tidemark.intake;

import java.util.Optional;

/**
 * A graph that can be read, and has not been yet.
 *
 * @param format what it is written in
 * @param set what the set is called
 * @param revision what the source itself calls this picture of the set; empty where it does not say
 * @param reader serves one reading
 */
public record GraphSource(String format, String set, Optional<String> revision, PackageReader reader) {

    /** One that does not say what it is a picture of. */
    public GraphSource(String format, String set, PackageReader reader) {
        this(format, set, Optional.empty(), reader);
    }
}
