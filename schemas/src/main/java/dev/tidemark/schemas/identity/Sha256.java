package dev.tidemark.schemas.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest in lower-case hexadecimal. Ordered as text.
 *
 * @param hex 64 hexadecimal digits
 */
public record Sha256(String hex) implements Comparable<Sha256> {

    private static final int DIGITS = 64;
    private static final int ASCII = 128;
    /** By character: 0 for what may stand in a digest, else 1. */
    private static final byte[] STRANGE = strange();

    /** @throws IllegalArgumentException when it is anything but 64 lower-case hexadecimal digits */
    public Sha256 {
        if (!isDigest(hex)) {
            throw new IllegalArgumentException(
                    "not a SHA-256 in lower-case hexadecimal: " + hex.length() + " characters");
        }
    }

    private static byte[] strange() {
        byte[] strange = new byte[ASCII];
        Arrays.fill(strange, (byte) 1);
        for (char digit : "0123456789abcdef".toCharArray()) {
            strange[digit] = 0;
        }
        return strange;
    }

    /** Without a branch for each digit, which no processor foresees: opening a wave makes several of these for every job. */
    private static boolean isDigest(String hex) {
        if (hex.length() != DIGITS) {
            return false;
        }
        int strange = 0;
        for (int i = 0; i < DIGITS; i++) {
            char digit = hex.charAt(i);
            strange |= STRANGE[digit % ASCII] | (digit / ASCII);
        }
        return strange == 0;
    }

    /** Digests fields so that no two different lists of fields have the same bytes: each is preceded by its length. */
    public static Builder builder() {
        return new Builder();
    }

    /** The first {@code digits} hexadecimal digits, for a person to read. */
    public String brief(int digits) {
        return hex.substring(0, digits);
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }

    /** Collects the fields of a digest, in order. Not thread-safe. */
    public static final class Builder {
        private final MessageDigest digest = newDigest();

        private Builder() {}

        public Builder add(String field) {
            return add(field.getBytes(StandardCharsets.UTF_8));
        }

        public Builder add(byte[] field) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(field.length).flip());
            digest.update(field);
            return this;
        }

        public Builder add(long number) {
            return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }

        /** Ends it; the builder starts anew. */
        public Sha256 build() {
            return new Sha256(HexFormat.of().formatHex(digest.digest()));
        }
    }

    /** A fresh digest of the algorithm, for bytes that come as a stream. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
