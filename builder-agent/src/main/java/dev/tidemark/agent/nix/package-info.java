/**
 * Builds with Nix: a job's derivation is evaluated in its wave's workspace, its inputs come from the farm's signed binary
 * caches, and what was built goes there. Knows nothing of topics.
 */
@NullMarked
package dev.tidemark.agent.nix;

import org.jspecify.annotations.NullMarked;
