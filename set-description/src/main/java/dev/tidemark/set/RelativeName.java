package dev.tidemark.set;

import java.nio.file.Path;

/** What a file is called within a folder, by which digests count it. */
public final class RelativeName {

    /** What Java puts for bytes of a name that are no text. */
    private static final char UNKNOWN_CHARACTER = '\uFFFD';

    private RelativeName() {}

    /** With slashes, and of no two files the same: one that is no text in UTF-8 is given byte by byte, as a URI has it. */
    public static String of(Path folder, Path file) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        return name.indexOf(UNKNOWN_CHARACTER) < 0
                ? name
                : UNKNOWN_CHARACTER + folder.toUri().relativize(file.toUri()).getRawPath();
    }
}
