/** What builds read and leave behind, by the digest of its bytes. Files only: no events, no processes, and no clock but for how
 * old a file is. */
@NullMarked
package dev.tidemark.agent.store;

import org.jspecify.annotations.NullMarked;
