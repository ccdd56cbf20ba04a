/** What a person reads: lines, colours that always come with words, a status line where there is a terminal. */
@NullMarked
package dev.tidemark.cli.terminal;

import org.jspecify.annotations.NullMarked;
