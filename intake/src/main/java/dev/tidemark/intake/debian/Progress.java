package dev.tidemark.intake.debian;

import dev.tidemark.intake.PackageSink;
import java.util.function.LongConsumer;

/** Tells of bytes as they are read, once a megabyte. The unit is bytes on disk, over all the times that a file is read. */
final class Progress implements LongConsumer {

    private static final long STEP = 1 << 20;

    private final PackageSink sink;
    private final long of;
    private String what = "";
    private long done;
    private long told;

    Progress(PackageSink sink, long of) {
        this.sink = sink;
        this.of = of;
    }

    void begin(String what) {
        this.what = what;
        tell();
    }

    @Override
    public void accept(long bytes) {
        done += bytes;
        if (done - told >= STEP) {
            tell();
        }
    }

    void tell() {
        told = done;
        sink.progress(what, done, of);
    }
}
