/** From a bump to its breakage without the builds, over the raw broker round trip. */
@NullMarked
package dev.tidemark.benchmarks.hello;

import org.jspecify.annotations.NullMarked;
