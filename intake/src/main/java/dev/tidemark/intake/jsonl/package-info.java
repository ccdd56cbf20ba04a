/**
 * Package graphs as JSON Lines: one package a line. docs/formats/jsonl.md says what a line may hold, and how the lines of
 * others are read with a {@link dev.tidemark.intake.jsonl.Mapping}. {@link dev.tidemark.intake.jsonl.JsonlReader} is the
 * way in. Nothing here knows of Kafka, or what else there is in a set.
 */
@NullMarked
package dev.tidemark.intake.jsonl;

import org.jspecify.annotations.NullMarked;
