package dev.tidemark.agent.sandbox;

import java.nio.file.Path;

/**
 * A file or folder that a command sees.
 *
 * @param host where it is
 * @param inside where a sandbox shows it, absolute
 * @param writable whether the command may write to it
 */
public record Mount(Path host, String inside, boolean writable) {

    /** @throws IllegalArgumentException when the place inside is not absolute */
    public Mount {
        if (!inside.startsWith("/")) {
            throw new IllegalArgumentException("a mount's place inside is absolute, not " + inside);
        }
    }
}
