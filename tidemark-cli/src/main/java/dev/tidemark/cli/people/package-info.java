/** Whom a farm knows: how people are written in files, and what a file changes. Pure; reads no topic and prints nothing. */
@NullMarked
package dev.tidemark.cli.people;

import org.jspecify.annotations.NullMarked;
