/** What somebody waits for who tries the program: its help, and the demo's breakage. */
@NullMarked
package dev.tidemark.benchmarks.start;

import org.jspecify.annotations.NullMarked;
