package dev.tidemark.planner.topology;

import dev.tidemark.schemas.wire.Trace;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Records that carry the trace of the bump that they are due to. */
final class Traced {

    private Traced() {}

    /**
     * A record to forward.
     *
     * @param at in milliseconds since the epoch
     * @param traceparent trace context of the bump; null when it had none
     */
    static <V> Record<String, V> record(String key, V value, long at, @Nullable String traceparent) {
        RecordHeaders headers = new RecordHeaders();
        if (traceparent != null) {
            new Trace(traceparent).into(headers);
        }
        return new Record<>(key, value, at, headers);
    }

    /** The trace context that a record carries; null when it has none. */
    static @Nullable String parent(Record<?, ?> record) {
        return Trace.from(record.headers()).map(Trace::traceparent).orElse(null);
    }
}
