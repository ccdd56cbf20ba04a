/**
 * The farm as an operator runs it: images, the compose file, and what comes out of its topics. Nothing here knows how a
 * service works; it talks to containers, Kafka and the registry.
 */
@NullMarked
package dev.tidemark.deploy;

import org.jspecify.annotations.NullMarked;
