/**
 * A package set on disk: what it says of itself, checked as a whole, and the digest of what a recipe reads. Reads files
 * and nothing else: no Kafka, no events, no clock, no processes.
 */
@NullMarked
package dev.tidemark.set;

import org.jspecify.annotations.NullMarked;
