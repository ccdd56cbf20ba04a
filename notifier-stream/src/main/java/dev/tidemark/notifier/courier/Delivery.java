package dev.tidemark.notifier.courier;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record on its way. Belongs to the courier's thread but for its value. */
final class Delivery<T> {

    private final ConsumerRecord<byte[], byte[]> record;
    private final T value;
    private final long since = System.nanoTime();
    private int tries;

    Delivery(ConsumerRecord<byte[], byte[]> record, T value) {
        this.record = record;
        this.value = value;
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

    void tried() {
        tries++;
    }

    int tries() {
        return tries;
    }

    /** How long it has been tried in this life of the process. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
