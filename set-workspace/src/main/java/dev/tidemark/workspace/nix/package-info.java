/**
 * Nix package sets: evaluates them or reads what an evaluation has written, reads the derivations, and contracts these
 * to packages and edges. {@link dev.tidemark.workspace.nix.NixReader} is the entry; what is read and how it is mapped is
 * in {@code docs/formats/nix.md}. Only {@code NixProgram} starts processes; nothing here talks to Kafka.
 */
@NullMarked
package dev.tidemark.workspace.nix;

import org.jspecify.annotations.NullMarked;
