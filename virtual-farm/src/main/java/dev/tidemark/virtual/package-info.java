/**
 * The planner's three cores on a virtual clock, with simulated agents: the same decisions as in a farm, without Kafka, and
 * years in minutes. Used as a what-if, and to prove the cores. Nothing here runs in a farm.
 */
@NullMarked
package dev.tidemark.virtual;

import org.jspecify.annotations.NullMarked;
