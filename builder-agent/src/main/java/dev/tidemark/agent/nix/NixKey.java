package dev.tidemark.agent.nix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * A key that signs what is built with Nix, as Nix writes it: a name, a colon, and an Ed25519 key in base 64. The secret one is the
 * seed and behind it the public one, as libsodium has it.
 *
 * @param text of the secret key
 */
public record NixKey(String text) {

    private static final int SEED = 32;
    private static final int LENGTH = 64;

    /** @throws IllegalArgumentException when it is no secret key of Nix; does not show it */
    public NixKey {
        if (text.indexOf(':') < 1 || bytes(text).length != LENGTH) {
            throw new IllegalArgumentException(
                    "that is no secret key as nix-store --generate-binary-cache-key makes one");
        }
    }

    /** A fresh one. */
    public static NixKey generate(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate())
                    .getBytes()
                    .orElseThrow(() -> new AssertionError("a key that was just made can be read"));
            // Behind what says which algorithm it is of.
            byte[] encoded = pair.getPublic().getEncoded();
            ByteBuffer both =
                    ByteBuffer.allocate(LENGTH).put(seed).put(encoded, encoded.length - (LENGTH - SEED), LENGTH - SEED);
            return new NixKey(name + ":" + Base64.getEncoder().encodeToString(both.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK since 15 has Ed25519", e);
        }
    }

    /**
     * Writes it to a file that nobody else may read.
     *
     * @throws IOException also when the file is there already
     */
    public void write(Path file) throws IOException {
        var own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), own)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
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
