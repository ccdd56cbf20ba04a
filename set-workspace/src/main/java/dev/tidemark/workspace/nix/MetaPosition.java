package dev.tidemark.workspace.nix;

import java.nio.file.Path;

/**
 * Where an attribute of a package's {@code meta} is written, as Nix says it.
 *
 * @param file absolute
 * @param line from 1
 * @param column from 1
 */
public record MetaPosition(Path file, int line, int column) {}
