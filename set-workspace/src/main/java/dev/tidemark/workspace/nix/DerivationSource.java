package dev.tidemark.workspace.nix;

import java.io.IOException;
import java.util.Optional;

/** Where the derivations of a set are read. */
@FunctionalInterface
interface DerivationSource {

    /**
     * @param path of a {@code .drv} file, as Nix names it
     * @return empty when it is not there
     * @throws IOException when it is there and is no derivation; the message does not name it
     */
    Optional<Derivation> find(String path) throws IOException;

    /** This one, and the other for what is not here. */
    default DerivationSource or(DerivationSource other) {
        return path -> {
            Optional<Derivation> found = find(path);
            return found.isPresent() ? found : other.find(path);
        };
    }
}
