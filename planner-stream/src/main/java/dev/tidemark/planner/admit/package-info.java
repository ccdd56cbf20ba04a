/**
 * Decides what becomes of a published bump: held, or carried by a wave. Pure: a view and an event in, changes and effects out.
 */
@NullMarked
package dev.tidemark.planner.admit;

import org.jspecify.annotations.NullMarked;
