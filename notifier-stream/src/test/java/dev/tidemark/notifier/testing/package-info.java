/** What tests of several packages need. */
@NullMarked
package dev.tidemark.notifier.testing;

import org.jspecify.annotations.NullMarked;
