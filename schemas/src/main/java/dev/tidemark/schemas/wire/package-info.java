/** How events become bytes and headers, and which partition they go to. The only place that knows the registry. */
@NullMarked
package dev.tidemark.schemas.wire;

import org.jspecify.annotations.NullMarked;
