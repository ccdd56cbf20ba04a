/** Between the graph's values and the events that are written; nothing else here sees those. */
@NullMarked
package dev.tidemark.graph.codec;

import org.jspecify.annotations.NullMarked;
