package dev.tidemark.agent.gpu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * By which agents of one machine see what others of the same user use: a file for each GPU, locked while a job has it. What an agent has
 * locked is free when it ends, however it ends. Thread-safe.
 */
final class GpuLocks {

    /** Of this process: to the system its locks are one another's, and closing a file a second time gives up the first. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;

    /** @param folder the same for all agents; made when it is first needed */
    GpuLocks(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** Where all agents of this machine and user look. */
    static GpuLocks ofThisMachine() {
        return new GpuLocks(
                Path.of(System.getProperty("java.io.tmpdir"), "tidemark-gpus-" + System.getProperty("user.name")));
    }

    /** A GPU that nobody else uses until this is closed. */
    static final class Held implements AutoCloseable {

        private final Path file;
        private final FileChannel channel;

        private Held(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                OWN.remove(file);
            }
        }
    }

    /** Empty when another agent has it. */
    Optional<Held> take(Gpu gpu) throws IOException {
        Path file = Files.createDirectories(folder).resolve(gpu.uuid());
        if (!OWN.add(file)) {
            return Optional.empty();
        }
        Optional<Held> held = Optional.empty();
        try {
            held = locked(file);
            return held;
        } finally {
            if (held.isEmpty()) {
                OWN.remove(file);
            }
        }
    }

    private static Optional<Held> locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked ? Optional.of(new Held(file, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }
}
