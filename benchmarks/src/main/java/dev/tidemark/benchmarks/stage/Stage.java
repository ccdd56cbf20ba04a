package dev.tidemark.benchmarks.stage;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room and ports for what a benchmark starts. */
public final class Stage {

    private Stage() {}

    /**
     * A new folder, which whoever asks for it removes.
     *
     * @param benchmark the benchmark's name, so that people know whose it is
     * @throws ServiceException when there is no room, with the next step
     */
    public static Path temporaryFolder(String benchmark) {
        try {
            return Files.createTempDirectory("tidemark-%s-".formatted(benchmark));
        } catch (IOException e) {
            throw new ServiceException(
                    "no temporary folder can be made (%s): free space there, or set java.io.tmpdir"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /**
     * A port of loopback that nobody listens at; another process may take it before it is used.
     *
     * @throws ServiceException when there is none, with the next step
     */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ServiceException("no port is free on this machine: end what holds them", e);
        }
    }
}
