/** The commands, one class each: what is asked for on the command line, and nothing that decides anything. */
@NullMarked
package dev.tidemark.cli.command;

import org.jspecify.annotations.NullMarked;
