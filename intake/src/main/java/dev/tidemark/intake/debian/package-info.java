/**
 * Debian's archive as a package set: one package a source, from the Sources and Packages indices that every mirror has.
 * Begin at {@link dev.tidemark.intake.debian.DebianReader}. Nothing here fetches an index or asks apt; what is read and by
 * which rules stands in {@code docs/formats/debian.md}.
 */
@NullMarked
package dev.tidemark.intake.debian;

import org.jspecify.annotations.NullMarked;
