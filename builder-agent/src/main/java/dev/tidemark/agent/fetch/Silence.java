package dev.tidemark.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Supplier;

/** Closes a stream from which nothing has come for too long: whoever reads it would wait for ever. */
final class Silence implements AutoCloseable {

    private final Thread watch;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean came;

    private Silence(InputStream body, Supplier<Duration> patience) {
        this.watch = Thread.ofVirtual().name("fetch-silence").start(() -> watch(body, patience));
    }

    /** @param patience how long it may be silent now; asked again after each */
    static Silence watched(InputStream body, Supplier<Duration> patience) {
        return new Silence(body, patience);
    }

    private void watch(InputStream body, Supplier<Duration> patience) {
        try {
            long last = heardAt - 1;
            while (last != heardAt) {
                last = heardAt;
                Thread.sleep(patience.get());
            }
            came = true;
            body.close();
        } catch (InterruptedException e) {
            // It is over.
        } catch (IOException e) {
            // Whoever reads it is told.
        }
    }

    /** Something has come. */
    void heard() {
        heardAt = System.nanoTime();
    }

    /** Whether nothing came for too long. */
    boolean came() {
        return came;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
