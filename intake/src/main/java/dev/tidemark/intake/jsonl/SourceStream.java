package dev.tidemark.intake.jsonl;

import dev.tidemark.intake.Packed;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file as it was before it was compressed, whatever its name; and how far it was read. Belongs to one thread. */
final class SourceStream implements AutoCloseable {

    private final Path file;
    private final Counting counting;
    private final InputStream plain;
    private final long size;

    private SourceStream(Path file) throws IOException {
        this.file = file;
        this.size = Files.size(file);
        this.counting = new Counting(Files.newInputStream(file));
        this.plain = Packed.unpacked(counting);
    }

    /**
     * @throws CutOffException when it ends too early
     * @throws IOException when it cannot be read; the message names it and says what to do
     */
    static SourceStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("%s is a folder: name the file in it that has one package a line".formatted(file));
        }
        try {
            return new SourceStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file %s: check the path".formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new IOException("the file %s may not be read by this user: change its mode".formatted(file), e);
        } catch (EOFException e) {
            throw cutOff(e);
        }
    }

    /**
     * @throws CutOffException when it ends too early
     * @throws IOException when it is damaged; the message names it and says what to do
     */
    int read(byte[] into) throws IOException {
        try {
            return plain.read(into);
        } catch (EOFException e) {
            throw cutOff(e);
        } catch (IOException e) {
            // The library has no type of its own for it.
            if (String.valueOf(e.getMessage()).contains("Truncated source")) {
                throw cutOff(e);
            }
            throw new IOException(
                    "the file %s cannot be read on (%s): fetch it again".formatted(file, e.getMessage()), e);
        }
    }

    private static CutOffException cutOff(IOException cause) {
        return new CutOffException("the file ends in the middle of what was compressed: fetch it again", cause);
    }

    /** Bytes of the file that were read so far. */
    long position() {
        return counting.count;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
