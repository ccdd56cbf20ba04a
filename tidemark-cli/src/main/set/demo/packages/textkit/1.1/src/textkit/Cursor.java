package textkit;

import java.util.function.IntPredicate;

/** A place in a text that a parser moves forward. What it complains about, it names by line and column. */
public final class Cursor {
    private final String text;
    private int at;

    public Cursor(String text) {
        this.text = text;
    }

    public boolean atEnd() {
        return at == text.length();
    }

    public boolean sees(String next) {
        return text.startsWith(next, at);
    }

    /** Moves behind this if it comes next. */
    public boolean skip(String next) {
        boolean seen = sees(next);
        at += seen ? next.length() : 0;
        return seen;
    }

    public void expect(String next) {
        if (!skip(next)) {
            throw error("expected \"" + next + "\"");
        }
    }

    public char next() {
        if (atEnd()) {
            throw error("unexpected end");
        }
        return text.charAt(at++);
    }

    /** Takes characters for as long as they are wanted; perhaps none. */
    public String takeWhile(IntPredicate wanted) {
        int start = at;
        while (!atEnd() && wanted.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Takes what comes before this, or all there is, and stops in front of it. */
    public String takeUntil(String stop) {
        int end = text.indexOf(stop, at);
        int start = at;
        at = end < 0 ? text.length() : end;
        return text.substring(start, at);
    }

    public SyntaxException error(String problem) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            boolean lineEnds = text.charAt(i) == '\n';
            line += lineEnds ? 1 : 0;
            column = lineEnds ? 1 : column + 1;
        }
        return new SyntaxException("line " + line + ", column " + column + ": " + problem);
    }

    /** Text that does not follow its grammar. */
    public static final class SyntaxException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        SyntaxException(String message) {
            super(message);
        }
    }
}
