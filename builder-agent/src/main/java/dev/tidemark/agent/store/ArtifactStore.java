package dev.tidemark.agent.store;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Path;

/** Bytes by their SHA-256. One store belongs to one trust domain. Thread-safe, also between processes. */
public interface ArtifactStore {

    /**
     * Stores a copy of a file's bytes. Storing what is there already changes nothing and repairs what was damaged.
     *
     * @return the digest that the bytes are found by
     * @throws IOException when the store cannot take it, for example because its disk is full
     */
    Sha256 put(Path file) throws IOException;

    /**
     * Copies an artifact to a file that does not exist yet, and verifies it on the way. Nothing is left at the target
     * after an exception.
     *
     * @throws ArtifactMissingException when there is none of this digest
     * @throws ArtifactDamagedException when its bytes no longer have the digest
     * @throws IOException when store or target fail
     */
    void copyTo(Sha256 hash, Path target) throws IOException;

    /**
     * Has the archive of a recipe count as stored just now, so that nobody who clears up takes it for one that is no longer used.
     *
     * @return whether it is there
     * @throws IOException when the store cannot be written
     */
    boolean renewRecipe(Sha256 digest) throws IOException;

    /**
     * Stores a copy of an archive of a recipe under the recipe's own digest, which says what is in it and not what its bytes are: so
     * that who knows how something was built can build it again.
     *
     * @throws IOException when the store cannot take it
     */
    void putRecipe(Sha256 digest, Path archive) throws IOException;
}
