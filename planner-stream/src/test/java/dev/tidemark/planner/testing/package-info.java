/** What the planner's tests share: graphs in one line, and random values. */
@NullMarked
package dev.tidemark.planner.testing;

import org.jspecify.annotations.NullMarked;
