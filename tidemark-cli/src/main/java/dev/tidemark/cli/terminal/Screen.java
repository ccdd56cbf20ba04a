package dev.tidemark.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines for a person, in colours where the terminal has them, and below them some status lines that are rewritten in place.
 * Elsewhere (a pipe, a file, {@code NO_COLOR}) plain lines and no status. Belongs to one thread.
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

    /** As wide as prose is easy to read, however wide the terminal. */
    private static final int MOST_COLUMNS_OF_PROSE = 100;

    private static final int USUAL_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 20;
    private static final Pattern INKED = Pattern.compile("\u001b\\[[0-9;]*m");

    private final PrintStream out;
    private final boolean terminal;
    private final boolean coloured;
    private final int columns;
    private List<String> status = List.of();

    /**
     * @param out where it is written
     * @param terminal whether lines can be rewritten in place
     * @param coloured whether colours are wanted
     * @param columns how many characters a line has
     */
    public Screen(PrintStream out, boolean terminal, boolean coloured, int columns) {
        this.out = out;
        this.terminal = terminal;
        this.coloured = coloured;
        this.columns = Math.max(LEAST_COLUMNS, columns);
    }

    /** One of 80 columns. */
    public Screen(PrintStream out, boolean terminal, boolean coloured) {
        this(out, terminal, coloured, USUAL_COLUMNS);
    }

    /**
     * As standard output is. Whether that is a terminal and how wide the launcher knows and says ({@code tidemark.terminal},
     * {@code tidemark.columns}): Java 21 cannot tell. {@code NO_COLOR} (no-color.org) and {@code TERM=dumb} are respected.
     */
    public static Screen standard() {
        boolean terminal = Boolean.getBoolean("tidemark.terminal") && !"dumb".equals(System.getenv("TERM"));
        Screen screen = new Screen(
                System.out,
                terminal,
                terminal && isColoured(System.getenv("NO_COLOR")),
                terminal ? Integer.getInteger("tidemark.columns", USUAL_COLUMNS) : USUAL_COLUMNS);
        if (terminal) {
            Runtime.getRuntime().addShutdownHook(new Thread(screen::leave, "leave-screen"));
        }
        return screen;
    }

    /** Whether a person sits at both ends: also what is read comes from a terminal, as the launcher says. */
    public static boolean isReadFromTerminal() {
        return Boolean.getBoolean("tidemark.terminal") && Boolean.getBoolean("tidemark.reads-terminal");
    }

    private static boolean isColoured(@Nullable String noColour) {
        return noColour == null || noColour.isEmpty();
    }

    /** What the shell says next begins on a line of its own. */
    private void leave() {
        if (!status.isEmpty()) {
            out.println();
        }
    }

    /** Whether lines can be rewritten in place. */
    public boolean isTerminal() {
        return terminal;
    }

    /** Whether colours are wanted. */
    public boolean isColoured() {
        return coloured;
    }

    /** How many characters a line has on a terminal; without end elsewhere. */
    public int columns() {
        return terminal ? columns : Integer.MAX_VALUE;
    }

    /** A text in a colour; its width is that of the text. */
    public String ink(Ink ink, String text) {
        return coloured && ink != Ink.PLAIN && !text.isEmpty() ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
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
        List<String> lines =
                lines(text, Math.min(columns, terminal ? MOST_COLUMNS_OF_PROSE : USUAL_COLUMNS) - 1 - indent);
        String before = first;
        for (String each : lines) {
            line((before + each).stripTrailing());
            before = " ".repeat(indent);
        }
    }

    /** Words in lines of so many characters, or as few more as the longest word needs. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** What is going on, until the next call; empty for nothing. */
    public void status(String text) {
        status(text.isEmpty() ? List.of() : List.of(ink(Ink.FAINT, cut(text, columns - 1))));
    }

    /** The same in several lines, which may be inked. */
    public void status(List<String> lines) {
        List<String> cut =
                lines.stream().map(line -> cutInked(line, columns - 1)).toList();
        if (!cut.equals(status)) {
            clearStatus();
            status = cut;
            drawStatus();
            out.flush();
        }
    }

    private void clearStatus() {
        if (terminal && !status.isEmpty()) {
            out.print("\r\u001b[K" + "\u001b[A\u001b[K".repeat(status.size() - 1));
        }
    }

    private void drawStatus() {
        if (terminal && !status.isEmpty()) {
            out.print(String.join("\n", status));
        }
    }

    /** Begins at the top of an empty terminal; elsewhere nothing happens. */
    public void wipe() {
        if (terminal) {
            status = List.of();
            out.print("\u001b[H\u001b[2J");
        }
    }

    /** How many characters of it are seen. */
    static int width(String inked) {
        return INKED.matcher(inked).replaceAll("").length();
    }

    /** One that is too long loses its colours with its end. */
    private static String cutInked(String inked, int columns) {
        return width(inked) <= columns ? inked : cut(INKED.matcher(inked).replaceAll(""), columns);
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
