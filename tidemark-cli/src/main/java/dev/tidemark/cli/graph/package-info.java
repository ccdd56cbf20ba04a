/** Package graphs as commands ask them: out of a file, a folder or a farm; and what is said of them. */
@NullMarked
package dev.tidemark.cli.graph;

import org.jspecify.annotations.NullMarked;
