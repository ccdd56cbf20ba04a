package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which couriers a record is for, as its headers say: of a dead letter those that could not deliver it, and of the record that was put
 * back the same, so that nobody else delivers it once more.
 *
 * @param couriers their names; none when it is for all
 */
public record MeantFor(SortedSet<String> couriers) {

    private static final String HEADER = RecordHeader.COURIER.label();

    public MeantFor {
        couriers = Collections.unmodifiableSortedSet(new TreeSet<>(couriers));
    }

    /** One courier alone. */
    public static MeantFor only(String courier) {
        return new MeantFor(new TreeSet<>(Set.of(courier)));
    }

    /** What the record carries. */
    public static MeantFor from(Headers headers) {
        SortedSet<String> couriers = new TreeSet<>();
        for (Header header : headers.headers(HEADER)) {
            if (header.value() != null) {
                couriers.add(new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new MeantFor(couriers);
    }

    /** Puts it in place of whatever is there. */
    public void into(Headers headers) {
        headers.remove(HEADER);
        couriers.forEach(courier -> RecordHeader.COURIER.add(headers, courier));
    }

    /** Those, and those of another. */
    public MeantFor and(MeantFor others) {
        SortedSet<String> all = new TreeSet<>(couriers);
        all.addAll(others.couriers);
        return new MeantFor(all);
    }

    /** Whether no courier is named. */
    public boolean isForAll() {
        return couriers.isEmpty();
    }

    /** Whether a courier is to deliver it. */
    public boolean isFor(String courier) {
        return isForAll() || couriers.contains(courier);
    }
}
