package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.PicturedSource;
import java.util.List;
import java.util.Map;

/**
 * What those that need a derivation must know of it.
 *
 * @param token stands for it in the digest of what needs it
 * @param marks what stands for each of its outputs in their text, by the output's name
 * @param reach the packages that come with it: itself alone, when it is one; for a step that is none, those that it
 *     needs
 * @param sources what is fetched for those that need it, in order: itself alone, when it is a source; for a step that is no package,
 *     those that it needs
 */
record Folded(String token, Map<String, String> marks, Reach reach, List<PicturedSource> sources) {

    /** What nothing is fetched for, as far as those that need it are concerned. */
    Folded(String token, Map<String, String> marks, Reach reach) {
        this(token, marks, reach, List.of());
    }
}
