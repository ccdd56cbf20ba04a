package dev.tidemark.fingerprint;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A traceback of Python's while it is read. One that is cut off, since the program was killed or something else was printed into it, has
 * said nothing: what follows is read as if it had not been there.
 */
final class Traceback {

    /** What a line is to a traceback. */
    enum Said {
        /** One of its own. */
        MORE,
        /** What was raised; the last of it. */
        RAISED,
        /** None of its own: it was cut off before. */
        SOMETHING_ELSE
    }

    private static final String BEGIN = "Traceback (most recent call last):";
    private static final Pattern FRAME = Pattern.compile("^\\s+File \".*\", line \\d+");
    private static final Pattern REPEATED = Pattern.compile("^\\s+\\[Previous line repeated \\d+ more times?\\]$");
    /** Source lines, and what points into them. */
    private static final Pattern SOURCE = Pattern.compile("^\\s{3,}\\S");

    /** How many of them a frame can have: Python leaves lines out of a long statement. */
    private static final int SOURCES = 12;

    /**
     * An exception's name as Python prints it, with its module unless it is built in or the program's own; then what it says. A word with
     * a colon is not enough, since everything says so; nor is a name with a dot, since files have one.
     */
    private static final Pattern RAISED = Pattern.compile(
            "^(?:(?:(?:[A-Za-z_]\\w*|<locals>)\\.)+(?:_*[A-Z]\\w*|\\w*(?:[Ee]rror|[Ee]xception|[Tt]imeout))"
                    + "|_*[A-Z]\\w*(?:Error|Exception|Exit|Interrupt|Iteration|Warning|Group)|Error|Exception"
                    + "|_*[A-Z]+[a-z0-9_]+[A-Z]\\w*)(?::(?: .*)?)?$");

    private final String before;
    private int sources = SOURCES;

    private Traceback(String before) {
        this.before = before;
    }

    /** The traceback that a line begins; null when it begins none. It may have something before it, such as a name that all have. */
    static @Nullable Traceback begunBy(String line) {
        String text = line.stripTrailing();
        return text.endsWith(BEGIN) ? new Traceback(text.substring(0, text.length() - BEGIN.length())) : null;
    }

    /** The line without what all lines of this traceback begin with. */
    String text(String line) {
        return line.startsWith(before) ? line.substring(before.length()) : line;
    }

    Said said(String line) {
        String text = text(line);
        if (text.isBlank()) {
            sources = SOURCES;
            return Said.MORE;
        }
        if (FRAME.matcher(text).find()) {
            sources = 0;
            return Said.MORE;
        }
        if (REPEATED.matcher(text).find()
                || (sources < SOURCES && SOURCE.matcher(text).find())) {
            sources++;
            return Said.MORE;
        }
        return RAISED.matcher(text).find() ? Said.RAISED : Said.SOMETHING_ELSE;
    }
}
