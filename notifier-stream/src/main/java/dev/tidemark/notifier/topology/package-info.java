/** A thin Kafka Streams processor: load, decide, apply, forward. */
@NullMarked
package dev.tidemark.notifier.topology;

import org.jspecify.annotations.NullMarked;
