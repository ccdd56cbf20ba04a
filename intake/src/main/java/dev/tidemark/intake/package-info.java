/**
 * Package graphs and bumps, from what others already write, onto the topics. A {@link dev.tidemark.intake.PackageReader}
 * knows one form in which others write a graph; a {@link dev.tidemark.intake.GraphDraft} checks and packs what it finds;
 * {@link dev.tidemark.intake.ImportPlan}, a function over values, decides what must be written; the publishers around it
 * talk to Kafka. Nothing here judges a bump: that is the planner's.
 */
@NullMarked
package dev.tidemark.intake;

import org.jspecify.annotations.NullMarked;
