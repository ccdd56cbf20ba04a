/** Finds cycles, with JGraphT; nothing else sees it. */
@NullMarked
package dev.tidemark.graph.component;

import org.jspecify.annotations.NullMarked;
