/**
 * A set's graph as an immutable value: interned packages, compressed arrays in both directions, and what a bump reaches.
 * Pure: no Kafka, no Avro, no files, no clock.
 */
@NullMarked
package dev.tidemark.graph;

import org.jspecify.annotations.NullMarked;
