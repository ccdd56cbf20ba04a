package dev.tidemark.intake;

/**
 * Texts that strangers wrote, on their way to a terminal, a page or a header. What controls any of these instead of being
 * shown by it is: control characters, separators of lines, marks of writing direction, halves of surrogate pairs.
 */
final class Texts {

    private static final int SHOWN = 80;
    private static final int SENTENCE = 500;

    private Texts() {}

    static boolean controls(String text) {
        return text.codePoints().anyMatch(Texts::controls);
    }

    private static boolean controls(int point) {
        return Character.isISOControl(point)
                || point == 0x2028
                || point == 0x2029
                || (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069)
                || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** For a message: without what controls, and cut. */
    static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        StringBuilder shown = new StringBuilder();
        cut.codePoints().forEach(point -> shown.appendCodePoint(controls(point) ? '?' : point));
        return shown.toString();
    }

    /** For a list of sentences: on one line, and cut. */
    static String sentence(String text) {
        String line = oneLine(text);
        return line.length() > SENTENCE ? line.substring(0, SENTENCE) + "…" : line;
    }

    /** A sentence on one line: what controls becomes a space, and several spaces become one. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(point -> {
            boolean space = controls(point) || Character.isWhitespace(point);
            if (!space) {
                line.appendCodePoint(point);
            } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        });
        return line.toString().strip();
    }
}
