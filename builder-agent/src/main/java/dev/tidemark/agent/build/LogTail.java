package dev.tidemark.agent.build;

import dev.tidemark.fingerprint.CleanLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of a log, fit to be shown anywhere: no terminal escapes, no control characters, cut to length. Not
 * thread-safe.
 */
public final class LogTail {

    /** How many lines are kept. */
    public static final int LINES = 40;
    /** How long each may be, in characters. */
    public static final int WIDTH = CleanLine.WIDTH;

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
        return CleanLine.of(line);
    }
}
