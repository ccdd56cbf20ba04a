/**
 * Downloads files whose hash is known beforehand: from the first of several places that has them, going on where an earlier attempt broke
 * off. Knows neither builds nor Nix.
 */
@NullMarked
package dev.tidemark.agent.fetch;

import org.jspecify.annotations.NullMarked;
