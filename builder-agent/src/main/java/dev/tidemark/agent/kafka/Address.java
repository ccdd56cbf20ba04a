package dev.tidemark.agent.kafka;

import dev.tidemark.schemas.catalogue.Topic;

/**
 * Where an agent is spoken to, or speaks.
 *
 * @param agent the key of every record
 * @param topic of its trust domain
 * @param pool decides the partition
 */
public record Address(String agent, Topic topic, String pool) {

    /** @param partitions how many the topic has, at least 1 */
    int partition(int partitions) {
        return topic.partitionOf(pool, partitions);
    }
}
