/** What recipes print, as somebody reads it: attempts, chunks and what is missing between them. No topics, no clock. */
@NullMarked
package dev.tidemark.cli.log;

import org.jspecify.annotations.NullMarked;
