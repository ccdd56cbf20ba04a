package dev.tidemark.agent.build;

import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.process.CommandOutput;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.fingerprint.CauseReader;
import dev.tidemark.fingerprint.SeenLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe prints: whole in a file up to the limit, told to who watches, its last lines in memory, what it says there for its agent
 * (the phase that it is in, and what kind of failure it is about to end with), and what in it says what went wrong.
 * Written by one thread, read by another after {@link #finish}.
 */
public final class BuildLog implements CommandOutput, AutoCloseable {

    private static final String PHASE = "tidemark-phase:";
    private static final String FAILURE = "tidemark-failure:";
    private static final int LONGEST_PHASE = 50;

    private final OutputStream file;
    private final long maxBytes;
    private final LiveLog live;
    private final LogTail tail = new LogTail();
    private final SeenLine line = new SeenLine();
    private long bytes;
    private final CauseReader cause = new CauseReader();
    private String phase = "";
    private Optional<DeclaredFailure> failure = Optional.empty();
    private boolean foundNoRoom;
    private Runnable atNoRoom = () -> {};
    private boolean closed;

    /**
     * @param file made where it is not there; what is in it stays, and is not counted
     * @param live is told what is kept, as it is printed; stays open
     */
    public BuildLog(Path file, long maxBytes, LiveLog live) throws IOException {
        this.file = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        this.maxBytes = maxBytes;
        this.live = live;
    }

    @Override
    public synchronized boolean take(byte[] buffer, int length) throws IOException {
        if (closed) {
            return false;
        }
        int kept = (int) Math.min(length, maxBytes - bytes);
        file.write(buffer, 0, kept);
        bytes += kept;
        live.printed(buffer, kept);
        for (int i = 0; i < kept; i++) {
            take(buffer[i]);
        }
        return kept == length;
    }

    private void take(byte next) {
        if (next == '\n') {
            endLine();
        } else {
            line.take(next);
        }
    }

    private void endLine() {
        String text = line.end();
        tail.add(text);
        cause.line(text);
        if (Classification.isOfNoRoom(text)) {
            foundNoRoom = true;
            atNoRoom.run();
        }
        if (text.startsWith(FAILURE)) {
            failure = DeclaredFailure.parse(text.substring(FAILURE.length())).or(() -> failure);
        }
        if (text.startsWith(PHASE)) {
            String named = LogTail.clean(text.substring(PHASE.length())).strip();
            phase = named.substring(0, Math.min(named.length(), LONGEST_PHASE));
        }
    }

    /** What the recipe said last that it is doing; empty when it has not said. */
    public synchronized String phase() {
        return phase;
    }

    /** What the recipe said last of its failure. */
    public synchronized Optional<DeclaredFailure> failure() {
        return failure;
    }

    /** Whether it has said at any time that it finds no room on a disk. */
    public synchronized boolean foundNoRoom() {
        return foundNoRoom;
    }

    /** @param action done by who writes, whenever that is said */
    public synchronized void atNoRoom(Runnable action) {
        atNoRoom = action;
    }

    public synchronized boolean isEmpty() {
        return bytes == 0;
    }

    /**
     * What the whole log says that the recipe failed of.
     *
     * @param message the cause where the log says nothing
     */
    public synchronized Cause cause(String message) {
        return cause.cause(message);
    }

    public synchronized List<String> tail() {
        return tail.lines();
    }

    /** Ends the log: whatever comes later is dropped. */
    public synchronized void finish() throws IOException {
        if (!closed) {
            closed = true;
            if (!line.isEmpty()) {
                endLine();
            }
            file.close();
        }
    }

    @Override
    public void close() throws IOException {
        finish();
    }
}
