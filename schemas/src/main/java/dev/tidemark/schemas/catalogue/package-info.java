/**
 * Every topic and every schema that this release writes, each once; which partition a record goes to; and how topics are
 * created on a broker. Knows no registry: how schemas come into one is {@code wire}'s.
 */
@NullMarked
package dev.tidemark.schemas.catalogue;

import org.jspecify.annotations.NullMarked;
