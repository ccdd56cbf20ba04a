package dev.tidemark.agent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder that a command sees.
 *
 * @param host where it is
 * @param inside where a sandbox shows it, absolute
 * @param access what the command may do with it
 */
public record Mount(Path host, String inside, Access access) {

    /** What a command may do with what it sees. */
    public enum Access {
        /** Read it, and run it. */
        READ,
        /** Write to it too. */
        WRITE,
        /** Use it as the device that it is. */
        DEVICE
    }

    /** @throws IllegalArgumentException when the place inside is not absolute */
    public Mount {
        if (!inside.startsWith("/")) {
            throw new IllegalArgumentException("a mount's place inside is absolute, not " + inside);
        }
    }

    /** @param writable whether the command may write to it */
    public Mount(Path host, String inside, boolean writable) {
        this(host, inside, writable ? Access.WRITE : Access.READ);
    }

    /** A device, or a file or folder that goes with one, where it is. */
    public static Mount ofDevice(Path path) {
        boolean ordinary = Files.isRegularFile(path) || Files.isDirectory(path);
        return new Mount(path, path.toString(), ordinary ? Access.READ : Access.DEVICE);
    }
}
