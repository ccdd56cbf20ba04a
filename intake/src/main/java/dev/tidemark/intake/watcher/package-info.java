/**
 * What release watchers write, as they already write it, and which packages of a set that means. A {@link
 * dev.tidemark.intake.watcher.WatcherFormat} finds {@link dev.tidemark.intake.watcher.Sighting}s in a text; a {@link
 * dev.tidemark.intake.watcher.NameTable} says which packages they are of. No Kafka here, and no clock.
 */
@NullMarked
package dev.tidemark.intake.watcher;

import org.jspecify.annotations.NullMarked;
