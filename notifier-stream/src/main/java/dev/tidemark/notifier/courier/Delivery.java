package dev.tidemark.notifier.courier;

import dev.tidemark.schemas.wire.MeantFor;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record on its way. Belongs to the courier's thread but for its value. */
final class Delivery<T> {

    private final ConsumerRecord<byte[], byte[]> record;
    private final T value;
    private final MeantFor meant;
    private final LongSupplier nanos;
    private long begun;
    private long since;
    private int tries;

    /** @param nanos what time it is, from any origin */
    Delivery(ConsumerRecord<byte[], byte[]> record, T value, LongSupplier nanos) {
        this.record = record;
        this.value = value;
        this.meant = MeantFor.from(record.headers());
        this.nanos = nanos;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    T value() {
        return value;
    }

    TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Where it lies, for logs. */
    String origin() {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    /** It is handed out; whether that is a try is known by what becomes of it. */
    void begin() {
        begun = nanos.getAsLong();
    }

    /** What began last was a try. */
    void tried() {
        if (tries == 0) {
            since = begun;
        }
        tries++;
    }

    int tries() {
        return tries;
    }

    /** Whether somebody had it put back for certain couriers: it is wanted then, however old what it tells is. */
    boolean isPutBack() {
        return !meant.isForAll();
    }

    /** How long ago its first try began, in this life of the process; nothing before there was one. */
    Duration age() {
        return tries == 0 ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - since);
    }
}
