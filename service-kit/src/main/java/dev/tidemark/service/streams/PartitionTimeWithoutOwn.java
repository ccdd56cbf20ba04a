package dev.tidemark.service.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own time; for one that a stranger sent without any, the latest of its partition. Kafka's default stops the
 * client over such a record, for ever.
 */
public final class PartitionTimeWithoutOwn implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(partitionTime, 0);
    }
}
