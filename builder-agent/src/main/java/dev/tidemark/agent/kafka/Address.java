package dev.tidemark.agent.kafka;

/**
 * Where an agent is spoken to, or speaks.
 *
 * @param agent the key of every record
 * @param topic of its trust domain
 * @param pool decides the partition
 */
public record Address(String agent, String topic, String pool) {}
