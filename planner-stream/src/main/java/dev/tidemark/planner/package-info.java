/**
 * The planner service: config, and how its parts are put together.
 */
@NullMarked
package dev.tidemark.planner;

import org.jspecify.annotations.NullMarked;
