/**
 * Thin Kafka Streams processors: load, decide, apply, forward. A domain decision in here is a bug.
 */
@NullMarked
package dev.tidemark.planner.topology;

import org.jspecify.annotations.NullMarked;
