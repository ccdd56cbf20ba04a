/** Between the contract's events and the agent's own types: the only place that sees generated classes. */
@NullMarked
package dev.tidemark.agent.codec;

import org.jspecify.annotations.NullMarked;
