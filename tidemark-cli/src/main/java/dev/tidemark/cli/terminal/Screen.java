package dev.tidemark.cli.terminal;

import java.io.PrintStream;

/**
 * Lines for a person, in colours where the terminal has them, and below them one status line that is rewritten in place.
 * Elsewhere (a pipe, a file, {@code NO_COLOR}) plain lines and no status line. Belongs to one thread.
 */
public final class Screen {

    /** A colour, or the lack of one; never the only bearer of a meaning. */
    public enum Ink {
        PLAIN(""),
        BOLD("1"),
        FAINT("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    private static final int COLUMNS = 79;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean coloured;
    private String status = "";

    /**
     * @param out where it is written
     * @param terminal whether lines can be rewritten in place
     * @param coloured whether colours are wanted
     */
    public Screen(PrintStream out, boolean terminal, boolean coloured) {
        this.out = out;
        this.terminal = terminal;
        this.coloured = coloured;
    }

    /**
     * As standard output is. Whether that is a terminal the launcher knows and says ({@code tidemark.terminal}): Java 21
     * cannot tell. {@code NO_COLOR} (no-color.org) and {@code TERM=dumb} are respected.
     */
    public static Screen standard() {
        boolean terminal = Boolean.getBoolean("tidemark.terminal") && !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        return new Screen(System.out, terminal, terminal && (noColour == null || noColour.isEmpty()));
    }

    /** A text in a colour; its width is that of the text. */
    public String ink(Ink ink, String text) {
        return coloured && ink != Ink.PLAIN ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
    }

    /**
     * A line. What comes from a recipe or a stranger must have been stripped of control characters before.
     *
     * @throws ReaderGoneException when what is printed goes nowhere any more
     */
    public void line(String text) {
        clearStatus();
        out.println(text);
        drawStatus();
        requireReader(out);
    }

    /** Nobody reads what is printed any more, such as after {@code | head}. */
    public static final class ReaderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGoneException() {
            super("nobody reads the output any more");
        }
    }

    /**
     * Without this a command whose reader has gone would run on, for itself alone.
     *
     * @throws ReaderGoneException when something that was printed there was not taken
     */
    public static void requireReader(PrintStream out) {
        if (out.checkError()) { // Flushes, too.
            throw new ReaderGoneException();
        }
    }

    /** A paragraph: words wrapped within the columns, every line after the first indented. */
    public void wrapped(String first, String text, int indent) {
        String gap = " ".repeat(indent);
        StringBuilder line = new StringBuilder();
        String before = first;
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > COLUMNS) {
                line(before + line);
                before = gap;
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line((before + line).stripTrailing());
    }

    /** What is going on, until the next call; empty for nothing. */
    public void status(String text) {
        String cut = cut(text, COLUMNS);
        if (!cut.equals(status)) {
            clearStatus();
            status = cut;
            drawStatus();
            out.flush();
        }
    }

    private void clearStatus() {
        if (terminal && !status.isEmpty()) {
            out.print("\r\u001b[K");
        }
    }

    private void drawStatus() {
        if (terminal && !status.isEmpty()) {
            out.print(ink(Ink.FAINT, status));
        }
    }

    /** At most so many characters, with an ellipsis where something was left out. */
    public static String cut(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns - 1) + "…";
    }

    /** Without anything that a terminal would take for a command, or that turns the direction of what follows. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069]", " ");
    }
}
