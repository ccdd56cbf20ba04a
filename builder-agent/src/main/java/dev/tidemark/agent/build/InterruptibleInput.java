package dev.tidemark.agent.build;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Bytes that nobody reads any more who was interrupted: files hold up everybody for as long as they are. */
final class InterruptibleInput extends FilterInputStream {

    InterruptibleInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        heed();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        heed();
        return super.read(buffer, offset, length);
    }

    private static void heed() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted in the middle of a file");
        }
    }
}
