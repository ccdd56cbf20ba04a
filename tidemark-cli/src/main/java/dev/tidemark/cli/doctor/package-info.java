/** What this machine can do for a farm, and what to do about the rest. */
@NullMarked
package dev.tidemark.cli.doctor;

import org.jspecify.annotations.NullMarked;
