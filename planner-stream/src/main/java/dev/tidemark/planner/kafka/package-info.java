/**
 * The graph feed: folds the package topic into whole revisions.
 */
@NullMarked
package dev.tidemark.planner.kafka;

import org.jspecify.annotations.NullMarked;
