/** Packages that a set is to leave out: the change to its files that says so. */
@NullMarked
package dev.tidemark.workspace.broken;

import org.jspecify.annotations.NullMarked;
