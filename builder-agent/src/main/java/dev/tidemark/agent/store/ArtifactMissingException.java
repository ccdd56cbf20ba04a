package dev.tidemark.agent.store;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;

/** The store has no artifact of a digest. */
public final class ArtifactMissingException extends IOException {

    ArtifactMissingException(Sha256 hash) {
        super("artifact %s is not in the store".formatted(hash.brief(12)));
    }
}
