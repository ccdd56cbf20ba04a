package dev.tidemark.planner.kafka;

import dev.tidemark.schemas.event.GraphRevision;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A revision as it lies in its topic.
 *
 * @param record where
 * @param revision what it says
 */
record Marker(ConsumerRecord<byte[], byte[]> record, GraphRevision revision) {

    String set() {
        return revision.getSet();
    }
}
