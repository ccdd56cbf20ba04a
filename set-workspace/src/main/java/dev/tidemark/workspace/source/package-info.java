/** The files of a set: where they are, at which revision, and whether two folders of them are equal. */
@NullMarked
package dev.tidemark.workspace.source;

import org.jspecify.annotations.NullMarked;
