/** Breakages in words: what is said of them in feeds, mail, issues and calls. Pure but for the templates that an operator brings. */
@NullMarked
package dev.tidemark.notifier.letter;

import org.jspecify.annotations.NullMarked;
