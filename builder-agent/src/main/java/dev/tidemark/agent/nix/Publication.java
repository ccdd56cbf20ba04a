package dev.tidemark.agent.nix;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.SortedMap;

/** Puts what was built where the farm finds it: the outputs, signed, into the domain's cache, and then what they are into its store. */
final class Publication {

    private final NixStore store;
    private final FarmCaches caches;
    private final Path secretKey;

    /** @param secretKey file of the key that outputs are signed with */
    Publication(NixStore store, FarmCaches caches, Path secretKey) {
        this.store = store;
        this.caches = caches;
        this.secretKey = secretKey;
    }

    /**
     * Publishes a derivation's outputs and what they refer to.
     *
     * @param outputs paths by name
     * @return the hash by which others ask for them
     * @throws IOException when they are not all in the cache afterwards: whoever was told of them would not find them
     */
    Sha256 of(NixJob job, String derivation, SortedMap<String, String> outputs)
            throws IOException, InterruptedException {
        CacheFolder cache = new CacheFolder(caches.home().folder());
        mend(cache, outputs.values(), job);
        store.publish(derivation, caches.writable(secretKey), job.cancel());
        for (String output : outputs.values()) {
            if (!cache.has(output)) {
                throw new IOException("Nix says that it has copied %s to the cache %s, and it is not there"
                        .formatted(output, caches.home().folder()));
            }
        }
        Path manifest = Files.write(
                job.folder().resolve("manifest"), OutputManifest.of(outputs).bytes());
        return caches.home().manifests().put(manifest);
    }

    /**
     * What was published before is published again for a reason: it, or something that it refers to, is lost or damaged. Which of it is
     * damaged only reading all of it tells: that is done where the build is asked for again.
     */
    private void mend(CacheFolder cache, Collection<String> outputs, NixJob job)
            throws IOException, InterruptedException {
        if (outputs.stream().noneMatch(cache::names)) {
            return;
        }
        Collection<String> closure = store.closure(outputs, job.cancel());
        switch (job.task().before()) {
            case HARDLY -> cache.dropIncomplete(closure);
            case PERHAPS -> cache.dropDamaged(closure);
        }
    }
}
