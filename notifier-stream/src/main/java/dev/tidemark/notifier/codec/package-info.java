/** Between generated Avro classes and the core's values. The only package that sees both. */
@NullMarked
package dev.tidemark.notifier.codec;

import org.jspecify.annotations.NullMarked;
