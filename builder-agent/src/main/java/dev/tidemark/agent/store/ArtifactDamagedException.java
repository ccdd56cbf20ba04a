package dev.tidemark.agent.store;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;

/** An artifact's bytes are not those that were stored. */
public final class ArtifactDamagedException extends IOException {

    ArtifactDamagedException(Sha256 hash, Sha256 found) {
        super("artifact %s is damaged: its bytes now have the digest %s".formatted(hash.brief(12), found.brief(12)));
    }
}
