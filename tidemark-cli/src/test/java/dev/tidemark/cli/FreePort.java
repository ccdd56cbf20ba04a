package dev.tidemark.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of loopback for servers that must be told theirs. */
public final class FreePort {

    private FreePort() {}

    /** One that nobody listens on at this moment. */
    public static int any() throws IOException {
        try (ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return held.getLocalPort();
        }
    }
}
