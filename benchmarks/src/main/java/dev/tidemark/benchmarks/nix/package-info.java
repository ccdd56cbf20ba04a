/** What a wave of a Nix set costs beyond what Nix itself takes. */
@NullMarked
package dev.tidemark.benchmarks.nix;

import org.jspecify.annotations.NullMarked;
