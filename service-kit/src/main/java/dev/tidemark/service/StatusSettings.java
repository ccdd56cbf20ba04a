package dev.tidemark.service;

/**
 * Where a service says how it is.
 *
 * @param host an address of this machine
 * @param port 0 takes a free one
 */
public record StatusSettings(String host, int port) {

    /** A free port on loopback. */
    public static final StatusSettings ANY_LOOPBACK_PORT = new StatusSettings("127.0.0.1", 0);

    public StatusSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("status.port is " + port + ": use 0 to 65535");
        }
    }
}
