/** How large an agent's machine is, and how it is. Values, and what reads them from the system. */
@NullMarked
package dev.tidemark.agent.machine;

import org.jspecify.annotations.NullMarked;
