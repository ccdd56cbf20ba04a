/** How an agent hears and speaks: one consumer, one producer. Decides nothing. */
@NullMarked
package dev.tidemark.agent.kafka;

import org.jspecify.annotations.NullMarked;
