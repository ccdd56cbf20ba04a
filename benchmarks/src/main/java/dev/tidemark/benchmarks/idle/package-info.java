/** What a farm and an agent take of a machine while there is nothing to do. */
@NullMarked
package dev.tidemark.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
