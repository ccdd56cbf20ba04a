package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.PicturedSource;
import java.util.List;

/**
 * A package's own derivation, after what lies between it and other packages was walked through.
 *
 * @param needs the packages that it needs, never itself
 * @param recipe digest of its own recipe
 * @param pname as the recipe says it; empty when it does not
 * @param version likewise
 * @param features that its builder must have
 * @param sources what is fetched for it, directly or for steps on the way, in order
 */
record Contracted(
        Reach needs,
        Sha256 recipe,
        String pname,
        String version,
        String system,
        List<String> features,
        boolean contentAddressed,
        List<PicturedSource> sources) {}
