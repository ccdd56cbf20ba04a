package dev.tidemark.agent.nix;

import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where an agent finds and leaves what is built with Nix: in each trust domain's part of the artifact store a signed binary cache,
 * and beside it the manifests that say what lies there. A domain that is not among them can neither be read nor written.
 *
 * @param own the domain that the agent builds in
 * @param domains those that it may read, its own among them
 */
record FarmCaches(TrustDomain own, Map<TrustDomain, Domain> domains) {

    private static final String CACHE = "nix-cache";

    /**
     * A trust domain's part.
     *
     * @param manifests what outputs there are, by hash
     * @param folder of the binary cache
     */
    record Domain(ArtifactStore manifests, Path folder) {

        /** @param artifacts folder of the domain's artifacts */
        static Domain in(ArtifactStore manifests, Path artifacts) {
            return new Domain(manifests, artifacts.resolve(CACHE).toAbsolutePath());
        }
    }

    FarmCaches {
        domains = Collections.unmodifiableMap(new EnumMap<>(domains));
        if (!domains.containsKey(own)) {
            throw new IllegalArgumentException("an agent reads what it has written itself");
        }
    }

    /** What Nix is told to take outputs from. */
    List<String> readable() {
        List<String> readable = new ArrayList<>();
        domains.values().forEach(domain -> readable.add("file://" + domain.folder()));
        return readable;
    }

    /**
     * What Nix is told to copy outputs to.
     *
     * @param secretKey file of the key that signs them
     */
    String writable(Path secretKey) {
        return "file://%s?secret-key=%s&compression=zstd".formatted(home().folder(), secretKey.toAbsolutePath());
    }

    /** The agent's own domain. */
    Domain home() {
        Domain home = domains.get(own);
        if (home == null) {
            throw new AssertionError("the constructor has looked");
        }
        return home;
    }
}
