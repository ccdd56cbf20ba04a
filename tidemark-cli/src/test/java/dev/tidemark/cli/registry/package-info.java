/** A real schema registry, what may stand in front of it, and clients that nobody here wrote. */
@NullMarked
package dev.tidemark.cli.registry;

import org.jspecify.annotations.NullMarked;
