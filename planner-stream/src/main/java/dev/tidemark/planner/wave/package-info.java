/**
 * Decides how a wave advances: what is released, retried, judged, blocked, and when it ends. Pure: no Kafka, no Avro, no clock, no live graph once it is planned.
 */
@NullMarked
package dev.tidemark.planner.wave;

import org.jspecify.annotations.NullMarked;
