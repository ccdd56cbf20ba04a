/**
 * A package set at work: a picture of it in one state, and what bumps change between two. Functions over values, but for
 * {@code nix}, which evaluates, and {@code source}, which has the files.
 */
@NullMarked
package dev.tidemark.workspace;

import org.jspecify.annotations.NullMarked;
