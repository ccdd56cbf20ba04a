/** GPUs of this machine: found, looked after, and handed out one job at a time. Knows nothing of sets, stores and events. */
@NullMarked
package dev.tidemark.agent.gpu;

import org.jspecify.annotations.NullMarked;
