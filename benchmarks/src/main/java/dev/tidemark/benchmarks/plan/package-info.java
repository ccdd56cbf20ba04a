/**
 * What a plan costs: the walk over the graph, the graph in memory, the command as a process, and an import; each beside a
 * baseline that does the same by the shortest means. Knows nothing of waves.
 */
@NullMarked
package dev.tidemark.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
