/** The command behind {@code benchmarks/run}. Knows which benchmarks there are, and nothing of what they measure. */
@NullMarked
package dev.tidemark.benchmarks;

import org.jspecify.annotations.NullMarked;
