/** What recipes print, on its way to who watches, in chunks. No events, no I/O, no clock: time comes with the bytes. */
@NullMarked
package dev.tidemark.agent.log;

import org.jspecify.annotations.NullMarked;
