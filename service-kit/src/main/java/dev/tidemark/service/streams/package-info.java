/**
 * How a Kafka Streams topology runs in a service: exactly-once, with static membership, with one dead-letter topic. Knows
 * no topology.
 */
@NullMarked
package dev.tidemark.service.streams;

import org.jspecify.annotations.NullMarked;
