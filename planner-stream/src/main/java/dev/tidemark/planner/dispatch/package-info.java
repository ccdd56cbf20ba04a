/**
 * Decides which agent builds what, and what became of it. Pure: time comes with the events.
 */
@NullMarked
package dev.tidemark.planner.dispatch;

import org.jspecify.annotations.NullMarked;
