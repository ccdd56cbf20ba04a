/**
 * How events become bytes and headers, and how their schemas come into a registry. The only place that knows the registry;
 * which partition a record goes to is {@code catalogue}'s.
 */
@NullMarked
package dev.tidemark.schemas.wire;

import org.jspecify.annotations.NullMarked;
