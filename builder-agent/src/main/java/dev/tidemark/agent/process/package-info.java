/** A command in a process tree of its own that always ends. Knows nothing of builds, sets or events. */
@NullMarked
package dev.tidemark.agent.process;

import org.jspecify.annotations.NullMarked;
