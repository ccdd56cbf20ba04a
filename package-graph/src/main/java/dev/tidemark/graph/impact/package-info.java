/**
 * What a bump would take, before anything is built: how many jobs, how long, whose packages, and what cannot run. Functions
 * over a graph and what is known of durations and agents.
 */
@NullMarked
package dev.tidemark.graph.impact;

import org.jspecify.annotations.NullMarked;
