/** What is lost between two builds of an agent's slot, and how soon one that nobody wants is over, through a whole farm. */
@NullMarked
package dev.tidemark.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
