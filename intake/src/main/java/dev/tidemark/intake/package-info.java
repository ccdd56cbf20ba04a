/**
 * Package graphs and bumps, from what others already write, onto the topics. What an import must write is decided by
 * {@link dev.tidemark.intake.ImportPlan}, a function over values; the publishers around it talk to Kafka. Nothing here
 * judges a bump: that is the planner's.
 */
@NullMarked
package dev.tidemark.intake;

import org.jspecify.annotations.NullMarked;
