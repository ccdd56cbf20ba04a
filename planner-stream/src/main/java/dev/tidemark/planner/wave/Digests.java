package dev.tidemark.planner.wave;

import dev.tidemark.schemas.identity.Sha256;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A digest of every job, or none: 32 bytes each in one array. Belongs to one thread. */
final class Digests {

    private static final int BYTES = 32;

    private final byte[] bytes;
    private final BitSet known;

    Digests(int jobs) {
        this(new byte[Math.multiplyExact(jobs, BYTES)], new BitSet(jobs));
    }

    private Digests(byte[] bytes, BitSet known) {
        this.bytes = bytes;
        this.known = known;
    }

    /** A copy with room for more jobs. */
    Digests ofMore(int jobs) {
        return new Digests(Arrays.copyOf(bytes, Math.multiplyExact(jobs, BYTES)), (BitSet) known.clone());
    }

    void set(int job, @Nullable Sha256 digest) {
        known.set(job, digest != null);
        if (digest != null) {
            System.arraycopy(HexFormat.of().parseHex(digest.hex()), 0, bytes, job * BYTES, BYTES);
        }
    }

    /** That a job has what another one has. */
    void copy(int from, int to) {
        known.set(to, known.get(from));
        System.arraycopy(bytes, from * BYTES, bytes, to * BYTES, BYTES);
    }

    boolean same(int one, int other) {
        return known.get(one) == known.get(other)
                && (!known.get(one)
                        || Arrays.equals(
                                bytes, one * BYTES, (one + 1) * BYTES, bytes, other * BYTES, (other + 1) * BYTES));
    }

    /** Null when none is known. */
    @Nullable
    Sha256 get(int job) {
        return known.get(job) ? new Sha256(HexFormat.of().formatHex(bytes, job * BYTES, (job + 1) * BYTES)) : null;
    }
}
