package dev.tidemark.planner.kafka;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.GraphChecksum;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One set's packages, and what was read of it beyond the last revision. Belongs to one thread. */
final class RevisionFold {

    private final TreeMap<String, Sent> packages = new TreeMap<>();
    /** In the order in which they were read, and so ascending in each partition. */
    private final Deque<Read> beyond = new ArrayDeque<>();

    /** A package as it was sent: as bytes, which take a tenth of what they say. */
    static final class Sent {
        private final byte[] value;
        private final Sha256 digest;

        /** @param value of its record */
        Sent(byte[] value) {
            this.value = value;
            this.digest = GraphChecksum.digest(value);
        }

        byte[] value() {
            return value;
        }

        /** What a graph's checksum is made of. */
        Sha256 digest() {
            return digest;
        }
    }

    private record Read(
            int partition,
            long offset,
            String key,
            @Nullable Sent value) {}

    void take(int partition, long offset, String key, @Nullable Sent value) {
        beyond.add(new Read(partition, offset, key, value));
    }

    /** The set as it is at these offsets, by partition; ordered by attribute. */
    List<Sent> upTo(List<Long> endOffsets) {
        Deque<Read> later = new ArrayDeque<>();
        for (Read read : beyond) {
            if (read.partition() < endOffsets.size() && read.offset() >= endOffsets.get(read.partition())) {
                later.add(read);
            } else if (read.value() == null) {
                packages.remove(read.key());
            } else {
                packages.put(read.key(), read.value());
            }
        }
        beyond.clear();
        beyond.addAll(later);
        return List.copyOf(packages.values());
    }
}
