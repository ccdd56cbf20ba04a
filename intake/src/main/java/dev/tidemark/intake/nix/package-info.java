/** Nix package sets, as graphs that can be imported. How one is read is in {@code set-workspace}. */
@NullMarked
package dev.tidemark.intake.nix;

import org.jspecify.annotations.NullMarked;
