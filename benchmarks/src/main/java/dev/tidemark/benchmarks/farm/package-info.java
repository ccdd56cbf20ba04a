/**
 * A planner under load: agents that are simulated but speak the real protocol over the real topics, and keep a ledger of what
 * was asked of them.
 */
@NullMarked
package dev.tidemark.benchmarks.farm;

import org.jspecify.annotations.NullMarked;
