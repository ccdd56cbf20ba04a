package dev.tidemark.fingerprint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A line of a log as a person sees it: no terminal escapes, no control characters, nothing that was written over, cut to length. */
public final class CleanLine {

    /** How long a line may be, in characters; the rest of a longer one is not looked at. */
    public static final int WIDTH = 400;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private CleanLine() {}

    /** Of what stands between two line ends, of any length. */
    public static String of(String raw) {
        if (isPlain(raw)) {
            return cut(raw);
        }
        byte[] printed = raw.getBytes(StandardCharsets.UTF_8);
        SeenLine seen = new SeenLine(printed.length);
        for (byte each : printed) {
            seen.take(each);
        }
        return cut(CONTROL.matcher(seen.end().replace('\t', ' ')).replaceAll(""));
    }

    private static String cut(String plain) {
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
