/**
 * Names that every service agrees on: sets, packages, jobs, waves, pools, build keys. Values only, validated when they
 * are made; nothing here knows Kafka, Avro, files or clocks.
 */
@NullMarked
package dev.tidemark.schemas.identity;

import org.jspecify.annotations.NullMarked;
