/** Decides which judged jobs are one breakage, and who can act on it. Pure. */
@NullMarked
package dev.tidemark.notifier.breakage;

import org.jspecify.annotations.NullMarked;
