/** What is lost between two builds of an agent's slot, through a whole farm. */
@NullMarked
package dev.tidemark.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
