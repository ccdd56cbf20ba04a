package dev.tidemark.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;

/** What a check may look at. */
public interface Surroundings {

    /**
     * What a program said.
     *
     * @param status with which it ended
     * @param said on standard output and error, without what surrounds it
     */
    record Ran(int status, String said) {
        boolean isWell() {
            return status == 0;
        }

        /** The first line, or nothing. */
        String firstLine() {
            return said.lines().findFirst().orElse("").strip();
        }
    }

    /** Runs a program, for some seconds at most; empty where there is none, or it does not end. */
    Optional<Ran> run(String... command);

    /** A small text file; empty where it cannot be read. */
    Optional<String> read(String file);

    boolean exists(String file);

    boolean isWritable(String file);

    /** A property of this JVM; empty where it has none. */
    String property(String name);

    /** Bytes left for this user where a folder is, or would be; empty where nobody can tell. */
    Optional<Long> spaceLeft(Path folder);

    /** Whether nobody listens at a port of loopback. */
    boolean isFree(int port);

    int processors();
}
