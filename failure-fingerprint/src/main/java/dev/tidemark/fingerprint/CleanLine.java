package dev.tidemark.fingerprint;

import java.util.regex.Pattern;

/** A line of a log as a person sees it: no terminal escapes, no control characters, cut to length. */
public final class CleanLine {

    /** How long a line may be, in characters; the rest of a longer one is not looked at. */
    public static final int WIDTH = 400;

    /** Before escapes are taken out: a line of megabytes costs no more than this. */
    private static final int RAW = 8 * WIDTH;

    /** CSI sequences, OSC sequences up to their end, and two-character escapes (ECMA-48). */
    private static final Pattern ESCAPE =
            Pattern.compile("\\x1b(?:\\[[0-?]*+[ -/]*+[@-~]|\\][^\\x07\\x1b]*+(?:\\x07|\\x1b\\\\)?|[ -/]*+[0-~])");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private CleanLine() {}

    /** Of what stands between two line ends; what a progress bar has overwritten is not seen. */
    public static String of(String raw) {
        String seen = raw.length() > RAW ? raw.substring(0, RAW) : raw;
        if (seen.endsWith("\r")) {
            seen = seen.substring(0, seen.length() - 1);
        }
        seen = seen.substring(seen.lastIndexOf('\r') + 1);
        String plain = isPlain(seen)
                ? seen
                : CONTROL.matcher(ESCAPE.matcher(seen).replaceAll("").replace('\t', ' '))
                        .replaceAll("");
        if (plain.length() <= WIDTH) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(WIDTH - 2)) ? WIDTH - 2 : WIDTH - 1;
        return plain.substring(0, end) + "…";
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < ' ' || each > '~') {
                return false;
            }
        }
        return true;
    }
}
