/**
 * What a stranger must know of the topics, made from the catalogue and the schemas' history alone. Knows no generated class
 * and no registry; what is told of a topic is said where the topic is defined, not here.
 */
@NullMarked
package dev.tidemark.schemas.contract;

import org.jspecify.annotations.NullMarked;
