/**
 * What a simulation came to, for people and for programs.
 */
@NullMarked
package dev.tidemark.cli.simulate;

import org.jspecify.annotations.NullMarked;
