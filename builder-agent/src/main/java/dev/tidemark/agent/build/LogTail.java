package dev.tidemark.agent.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last lines of a log, fit to be shown anywhere: no terminal escapes, no control characters, cut to length. Not
 * thread-safe.
 */
public final class LogTail {

    /** How many lines are kept. */
    public static final int LINES = 40;
    /** How long each may be, in characters. */
    public static final int WIDTH = 400;

    /** CSI sequences, OSC sequences up to their end, and two-character escapes (ECMA-48). */
    private static final Pattern ESCAPE =
            Pattern.compile("\\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|[ -/]*[0-~])");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final Deque<String> last = new ArrayDeque<>(LINES);

    /** @param line without its end; blank lines are kept, they belong to what people read */
    public void add(String line) {
        if (last.size() == LINES) {
            last.removeFirst();
        }
        last.addLast(clean(line));
    }

    /** In their order; at most {@link #LINES}. */
    public List<String> lines() {
        return List.copyOf(last);
    }

    static String clean(String line) {
        String plain = CONTROL.matcher(ESCAPE.matcher(line).replaceAll("").replace('\t', ' '))
                .replaceAll("");
        if (plain.length() <= WIDTH) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(WIDTH - 2)) ? WIDTH - 2 : WIDTH - 1;
        return plain.substring(0, end) + "…";
    }
}
