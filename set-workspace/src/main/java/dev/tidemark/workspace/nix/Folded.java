package dev.tidemark.workspace.nix;

import java.util.Map;

/**
 * What those that need a derivation must know of it.
 *
 * @param token stands for it in the digest of what needs it
 * @param marks what stands for each of its outputs in their text, by the output's name
 * @param reach the packages that come with it: itself alone, when it is one; for a step that is none, those that it
 *     needs
 */
record Folded(String token, Map<String, String> marks, Reach reach) {}
