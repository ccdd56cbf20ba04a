package dev.tidemark.schemas.identity;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An agent's public key: Ed25519 (RFC 8032) as SubjectPublicKeyInfo (RFC 8410), in Base64, the line that its PEM has between
 * BEGIN and END. One key has one text. Ordered by nothing.
 *
 * @param text 60 characters, from {@code MCowBQYDK2VwAyEA} on
 */
public record AgentKey(String text) {

    /** What stands before the 32 bytes of every Ed25519 key. */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int BYTES = 44;
    private static final int BRIEF = 16;

    /** @throws IllegalArgumentException when it is not such a key */
    public AgentKey {
        if (!isKey(text)) {
            throw new IllegalArgumentException(
                    "not the public key of an agent, which is 60 characters that begin with MCowBQYDK2VwAyEA: tidemark agent key prints it");
        }
    }

    /** A key by its SubjectPublicKeyInfo. */
    public static AgentKey of(byte[] encoded) {
        return new AgentKey(Base64.getEncoder().encodeToString(encoded));
    }

    private static boolean isKey(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == BYTES
                    && Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
                    && Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Its SubjectPublicKeyInfo. */
    public byte[] encoded() {
        return Base64.getDecoder().decode(text);
    }

    /** What signatures name it by: SHA-256 of its SubjectPublicKeyInfo. */
    public Sha256 id() {
        return new Sha256(HexFormat.of().formatHex(Sha256.newDigest().digest(encoded())));
    }

    /** Its id as far as two people compare it. */
    public String brief() {
        return id().brief(BRIEF);
    }

    @Override
    public String toString() {
        return text;
    }
}
