/** What builds read and leave behind, by the digest of its bytes. Files only: no events, no processes, no clock. */
@NullMarked
package dev.tidemark.agent.store;

import org.jspecify.annotations.NullMarked;
