package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.identity.Sha256;
import java.nio.charset.StandardCharsets;

/** How Nix names what is in its store: {@code FOLDER/HASH-NAME}, the hash with 32 characters. */
final class StorePath {

    static final int HASH = 32;
    private static final String DIGITS = "0123456789abcdfghijklmnpqrsvwxyz";
    private static final String EXTENSION = ".drv";

    private StorePath() {}

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The store's folder, with the slash at its end; empty for a base name. */
    static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** Without hash and extension; the whole base name where it has no hash. */
    static String name(String drvPath) {
        String base = baseName(drvPath);
        String name = base.length() > HASH && base.charAt(HASH) == '-' ? base.substring(HASH + 1) : base;
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }

    /**
     * What stands in a derivation for an output of another whose path is not known before it is built: a slash and 52
     * characters (Nix, {@code DownstreamPlaceholder}).
     */
    static String placeholder(String drvPath, String output) {
        String base = baseName(drvPath);
        String hash = base.substring(0, Math.min(HASH, base.length()));
        String name = output.equals("out") ? name(drvPath) : name(drvPath) + "-" + output;
        String text = "nix-upstream-output:" + hash + ":" + name;
        return "/" + base32(Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Nix's own base 32: the last digit first. */
    private static String base32(byte[] bytes) {
        int length = (bytes.length * 8 - 1) / 5 + 1;
        StringBuilder text = new StringBuilder(length);
        for (int digit = length - 1; digit >= 0; digit--) {
            int bit = digit * 5;
            int index = bit / 8;
            int offset = bit % 8;
            int low = (bytes[index] & 0xff) >>> offset;
            int high = index + 1 < bytes.length ? (bytes[index + 1] & 0xff) << (8 - offset) : 0;
            text.append(DIGITS.charAt((low | high) & 0x1f));
        }
        return text.toString();
    }
}
