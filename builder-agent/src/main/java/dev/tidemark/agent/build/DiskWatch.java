package dev.tidemark.agent.build;

import dev.tidemark.agent.process.CommandEnd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches, while one build runs, the disk that it writes to: stops it when it has written more than it may, and remembers how
 * little room there was. Looking at the disk costs next to nothing; what the build has written is only counted while the disk has
 * lost as much as would be too much.
 */
public final class DiskWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(2);
    private static final int COUNT_SHARE = 50;
    private static final int KIB = 1024;
    /** So many looks without counting after one that found nothing. */
    private static final int RESTS = 10;

    private final Path folder;
    private final Disk disk;
    private final long mostBytes;
    private final long mostFiles;
    private final Consumer<CommandEnd> stop;
    private final long usableAtFirst;
    private final long full;
    private final Thread watching;
    private volatile long leastUsable;

    private DiskWatch(Path folder, long mostBytes, long mostFiles, Consumer<CommandEnd> stop) throws IOException {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.mostFiles = mostFiles;
        this.stop = stop;
        this.disk = Disk.of(folder);
        this.usableAtFirst = disk.usable();
        this.full = disk.full();
        this.leastUsable = usableAtFirst;
        this.watching =
                Thread.ofVirtual().name("disk-watch-" + folder.getFileName()).unstarted(this::watch);
    }

    /**
     * Watches until it is closed.
     *
     * @param folder that the build writes to
     * @param mostBytes how much the build may have on the disk
     * @param stop ends the build; may be called more than once
     */
    public static DiskWatch over(Path folder, long mostBytes, Consumer<CommandEnd> stop) throws IOException {
        return over(folder, mostBytes, Long.MAX_VALUE, stop);
    }

    /**
     * The same, which counts files too, every few seconds, or less often where that would take more than a fiftieth of the time.
     *
     * @param mostFiles how many files, folders and links the build may have
     */
    static DiskWatch over(Path folder, long mostBytes, long mostFiles, Consumer<CommandEnd> stop) throws IOException {
        DiskWatch watch = new DiskWatch(folder, mostBytes, mostFiles, stop);
        watch.watching.start();
        return watch;
    }

    /** Whether the disk was full at any moment that anybody looked. */
    public boolean sawItFull() throws IOException {
        look();
        return leastUsable < full;
    }

    /** Looks at once: somebody says that there is no room. */
    public void lookNow() {
        try {
            look();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("folder", folder).log("the disk cannot be looked at just now");
        }
    }

    private synchronized long look() throws IOException {
        long usable = disk.usable();
        leastUsable = Math.min(leastUsable, usable);
        return usable;
    }

    private void watch() {
        try {
            int rests = 0;
            long countAt = System.nanoTime() + COUNT_EVERY.toNanos();
            while (!Thread.interrupted()) {
                long usable = look();
                rests = Math.max(0, rests - 1);
                if (rests == 0 && usableAtFirst - usable > mostBytes) {
                    OptionalLong written = written();
                    if (written.isPresent() && written.getAsLong() > mostBytes) {
                        stop.accept(new CommandEnd.WroteTooMuch(written.getAsLong()));
                        return;
                    }
                    rests = RESTS;
                }
                if (mostFiles < Long.MAX_VALUE && System.nanoTime() - countAt >= 0) {
                    long began = System.nanoTime();
                    if (FileCount.exceeds(folder, mostFiles)) {
                        stop.accept(new CommandEnd.MadeTooManyFiles(mostFiles));
                        return;
                    }
                    long took = System.nanoTime() - began;
                    countAt = System.nanoTime() + Math.max(COUNT_EVERY.toNanos(), COUNT_SHARE * took);
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("reason", e.getMessage())
                    .log("the disk cannot be looked at, so a build that fills it is not stopped");
        }
    }

    /** What the build has on the disk, as the system counts it: a file with holes is as large as what was written to it. */
    private OptionalLong written() throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-sk", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream output = du.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            // A file that went away meanwhile makes it complain; what it counted is good.
            du.waitFor();
            String count = said.split("\\s", 2)[0];
            return count.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(count) * KIB) : OptionalLong.empty();
        } finally {
            du.destroyForcibly();
        }
    }

    /** Waits until it looks no more. */
    @Override
    public void close() throws InterruptedException {
        watching.interrupt();
        watching.join();
    }
}
