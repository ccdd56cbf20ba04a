package dev.tidemark.notifier.http;

import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The agents' artifact store, as it is read here: what is of the domain {@code free}, since everybody may read what is served.
 *
 * @param root the store's folder; empty where it cannot be reached
 */
record Artifacts(Optional<Path> root) {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** A log or an output, by its digest. */
    Optional<Path> find(String hash) {
        return under("", hash);
    }

    /** The archive of a recipe, by the recipe's digest. */
    Optional<Path> recipe(String digest) {
        return under("recipes", digest);
    }

    /** What it takes to try a workspace, by its digest; empty where that is none. */
    Optional<Path> workspace(String digest) {
        return DIGEST.matcher(digest).matches() ? recipe(digest) : Optional.empty();
    }

    private Optional<Path> under(String kind, String hash) {
        return root.map(store -> store.resolve(TrustDomain.FREE.label()).resolve(kind))
                .map(folder -> folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2)))
                .filter(Files::isReadable);
    }
}
