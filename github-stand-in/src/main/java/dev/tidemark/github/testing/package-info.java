/** A GitHub that tests can reach and hold up. No program uses it. */
@NullMarked
package dev.tidemark.github.testing;

import org.jspecify.annotations.NullMarked;
