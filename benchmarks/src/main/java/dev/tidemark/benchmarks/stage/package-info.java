/** What benchmarks need of the machine that they run on. */
@NullMarked
package dev.tidemark.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
