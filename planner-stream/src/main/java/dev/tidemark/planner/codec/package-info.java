/**
 * Between generated Avro classes and the cores' values. The only package that sees both.
 */
@NullMarked
package dev.tidemark.planner.codec;

import org.jspecify.annotations.NullMarked;
