/** The whole farm in one process, and what happens in any farm as a stream of news. */
@NullMarked
package dev.tidemark.cli.farm;

import org.jspecify.annotations.NullMarked;
