/** What programs read of a command: the same as a person sees, as JSON or YAML. */
@NullMarked
package dev.tidemark.cli.output;

import org.jspecify.annotations.NullMarked;
