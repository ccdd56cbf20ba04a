/** The notifier service: config, and how its parts are put together. */
@NullMarked
package dev.tidemark.notifier;

import org.jspecify.annotations.NullMarked;
