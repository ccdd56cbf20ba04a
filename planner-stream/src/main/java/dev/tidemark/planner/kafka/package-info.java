/**
 * What a planner reads in whole: the package topic, folded into revisions, and what was learnt of builds.
 */
@NullMarked
package dev.tidemark.planner.kafka;

import org.jspecify.annotations.NullMarked;
