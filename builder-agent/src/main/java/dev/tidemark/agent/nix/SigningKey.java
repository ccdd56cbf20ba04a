package dev.tidemark.agent.nix;

import java.util.Arrays;
import java.util.Base64;

/**
 * A key as Nix writes it: a name, a colon, and an Ed25519 key in base 64. The secret one is the seed and behind it the public one,
 * as libsodium has it.
 *
 * @param text of the secret key
 */
record SigningKey(String text) {

    private static final int SEED = 32;
    private static final int LENGTH = 64;

    /** @throws IllegalArgumentException when it is no secret key of Nix; does not show it */
    SigningKey {
        if (text.indexOf(':') < 1 || bytes(text).length != LENGTH) {
            throw new IllegalArgumentException(
                    "that is no secret key as nix-store --generate-binary-cache-key makes one");
        }
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text.substring(text.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** As {@code trusted-public-keys} takes it. */
    String publicKey() {
        byte[] key = Arrays.copyOfRange(bytes(text), SEED, LENGTH);
        return text.substring(0, text.indexOf(':') + 1) + Base64.getEncoder().encodeToString(key);
    }

    @Override
    public String toString() {
        return publicKey();
    }
}
