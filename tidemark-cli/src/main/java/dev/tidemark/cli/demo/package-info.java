/** {@code tidemark demo}: one bump through a whole farm, shown as it happens, and judged by what really happened. */
@NullMarked
package dev.tidemark.cli.demo;

import org.jspecify.annotations.NullMarked;
