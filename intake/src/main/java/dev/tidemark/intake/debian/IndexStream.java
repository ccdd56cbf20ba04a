package dev.tidemark.intake.debian;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * An index's text, unpacked by what its first bytes say and not by its name. Reading fails with an {@link IOException} both
 * when what is packed is damaged and when the disk is: {@link #diskFailure} tells one from the other.
 */
final class IndexStream implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Counted file;
    private final Path path;

    /** @throws IOException when the file cannot be opened */
    IndexStream(Path path, LongConsumer readBytes) throws IOException {
        this.path = path;
        file = new Counted(Files.newInputStream(path), readBytes);
    }

    /**
     * To be asked for once.
     *
     * @throws UnknownPackingException when it is packed in a way that is not read
     * @throws IOException when it is damaged in its first bytes, or cannot be read
     */
    InputStream text() throws IOException {
        InputStream packed = new BufferedInputStream(file, BUFFER);
        packed.mark(Packing.LONGEST);
        byte[] first = packed.readNBytes(Packing.LONGEST);
        packed.reset();
        return switch (Packing.of(first)) {
            case PLAIN -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER);
            case XZ -> new XZInputStream(packed);
            case LZ4 -> new FramedLZ4CompressorInputStream(packed, true);
            case ZSTD, BZIP2 -> throw new UnknownPackingException(path);
        };
    }

    /** What the file system itself failed with; null as long as it did not. */
    @Nullable
    IOException diskFailure() {
        return file.failure;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Packed, and not with gzip, xz or lz4. */
    static final class UnknownPackingException extends IOException {
        UnknownPackingException(Path path) {
            super(path + " is packed with zstd or bzip2, which is not read: unpack it, or fetch it as .xz");
        }
    }

    private enum Packing {
        GZIP("1f8b"),
        XZ("fd377a585a00"),
        LZ4("04224d18"),
        ZSTD("28b52ffd"),
        BZIP2("425a68"),
        PLAIN("");

        static final int LONGEST = 6;

        /** The first bytes, in hexadecimal. */
        private final String magic;

        Packing(String magic) {
            this.magic = magic;
        }

        static Packing of(byte[] first) {
            String hex = HexFormat.of().formatHex(first);
            return Arrays.stream(values())
                    .filter(packing -> hex.startsWith(packing.magic))
                    .findFirst()
                    .orElse(PLAIN);
        }
    }

    /** Counts what is read from the file and keeps what it failed with. */
    private static final class Counted extends FilterInputStream {

        private final LongConsumer readBytes;
        private @Nullable IOException failure;

        Counted(InputStream in, LongConsumer readBytes) {
            super(in);
            this.readBytes = readBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            try {
                int count = super.read(into, from, most);
                readBytes.accept(Math.max(count, 0));
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
