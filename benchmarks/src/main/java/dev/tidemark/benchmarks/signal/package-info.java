/** Whether those that are told of are those that a bump broke: judging and telling, against faults whose truth is known. */
@NullMarked
package dev.tidemark.benchmarks.signal;

import org.jspecify.annotations.NullMarked;
