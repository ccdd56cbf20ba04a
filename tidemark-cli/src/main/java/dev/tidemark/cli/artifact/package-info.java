/** What of an artifact store is still referred to, and what becomes of the rest. Commands and what they print are elsewhere. */
@NullMarked
package dev.tidemark.cli.artifact;

import org.jspecify.annotations.NullMarked;
