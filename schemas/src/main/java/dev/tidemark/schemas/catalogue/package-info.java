/** Every topic and every schema that exists, each once, and how they are created on a broker and in a registry. */
@NullMarked
package dev.tidemark.schemas.catalogue;

import org.jspecify.annotations.NullMarked;
