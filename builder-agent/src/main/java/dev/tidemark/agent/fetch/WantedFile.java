package dev.tidemark.agent.fetch;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file that is to be had.
 *
 * @param name what people call it
 * @param algorithm of the hash, as Java names it
 * @param hash of its bytes, hexadecimal
 */
public record WantedFile(String name, String algorithm, String hash) {

    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    /** One whose hash Nix names; empty where that is none of which files are known here. */
    public static Optional<WantedFile> of(String name, String algorithm, String hash) {
        return Optional.ofNullable(ALGORITHMS.get(algorithm))
                .map(java -> new WantedFile(name, java, hash.toLowerCase(Locale.ROOT)));
    }
}
