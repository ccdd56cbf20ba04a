/** Every version that a schema has had. Knows no registry, no topic and no generated class. */
@NullMarked
package dev.tidemark.schemas.history;

import org.jspecify.annotations.NullMarked;
