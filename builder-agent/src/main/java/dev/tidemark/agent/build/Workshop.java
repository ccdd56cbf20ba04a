package dev.tidemark.agent.build;

import dev.tidemark.agent.process.ProcessTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that one agent builds in, and no other while it is open. */
public final class Workshop implements AutoCloseable {

    /** Marks every process that was started for an attempt of this folder. */
    static final String TAG = "TIDEMARK_ATTEMPT";

    private static final String LOCK = "lock";
    private static final String PROGRAM = "program-";
    /** For programs: a Nix that is ended before it has ended its builders leaves them behind. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path folder;
    private final FileChannel channel;

    private Workshop(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder, and ends and clears away what an earlier life of its agent has left there.
     *
     * @throws WorkshopTakenException when another agent has it
     * @throws IOException when it cannot be used
     */
    public static Workshop take(Path folder) throws IOException, InterruptedException {
        Path place = folder.toAbsolutePath().normalize();
        Files.createDirectories(place);
        FileChannel channel = FileChannel.open(
                place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Workshop taken = new Workshop(place, channel);
        try {
            taken.lock();
            taken.clear();
            return taken;
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock = lockIfFree();
        if (lock == null) {
            ByteBuffer owner = ByteBuffer.allocate(100);
            channel.read(owner, 0);
            throw new WorkshopTakenException(
                    folder, new String(owner.array(), 0, owner.position(), StandardCharsets.UTF_8).strip());
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
    }

    private @Nullable FileLock lockIfFree() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Another agent of this very process.
        }
    }

    private void clear() throws IOException, InterruptedException {
        ProcessTree.endTagged(TAG + "=" + folder.resolve(WorkFolder.PREFIX));
        ProcessTree.endTagged(TAG + "=" + folder.resolve(PROGRAM), GRACE);
        clear(folder, WorkFolder.PREFIX);
    }

    /**
     * Takes away what an earlier life of the agent has left in a folder: the folders in it whose names begin so. What cannot be taken away
     * stays, and the log says so.
     */
    public static void clear(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> entries = Files.list(folder)) {
            left = entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        left.forEach(WorkFolder::deleteIfPossible);
    }

    /** Takes a build's folder away, if that is possible; else the log says so, and the agent's next life tries again. */
    public static void takeAway(Path folder) {
        WorkFolder.deleteIfPossible(folder);
    }

    /** One of an environment's {@code NAME=value} for a program that is run for the agent itself: its next life ends what has it. */
    public String newProgramTag() {
        return "%s=%s/".formatted(TAG, folder.resolve(PROGRAM + UUID.randomUUID()));
    }

    /** Where it is, absolute. */
    public Path folder() {
        return folder;
    }

    WorkFolder newFolder() throws IOException {
        return WorkFolder.create(folder);
    }

    /** Another agent may have it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
