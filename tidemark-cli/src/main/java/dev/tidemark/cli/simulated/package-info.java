/**
 * Agents that build nothing: by the protocol of real ones they speak to a real farm, which has nobody else to build for it. What they say was
 * built is worth nothing to anybody, so that a farm with real agents is not theirs.
 */
@NullMarked
package dev.tidemark.cli.simulated;

import org.jspecify.annotations.NullMarked;
