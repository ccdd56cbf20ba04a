package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * What makes regressed jobs one breakage: the same bumps to blame and the same fingerprint.
 *
 * @param set the set
 * @param blamed ordered by attribute
 * @param fingerprint of the failures
 */
record Cause(String set, List<Bump> blamed, String fingerprint) {

    /** The breakage's identity: the same whenever it is raised again. */
    String breakageId() {
        Sha256.Builder digest = Sha256.builder().add(set);
        for (Bump bump : blamed) {
            digest.add(bump.attribute()).add(bump.to());
        }
        return "b-" + digest.add(fingerprint).build().brief(16);
    }
}
