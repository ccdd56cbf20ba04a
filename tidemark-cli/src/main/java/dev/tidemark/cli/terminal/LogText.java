package dev.tidemark.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What strangers' programs print, line by line, fit for a terminal: of its escapes at most colours are left, each line ends without one,
 * and a progress bar is seen as it stood last. Not thread-safe.
 */
public final class LogText {

    /** What is left of a log's escapes and control characters. */
    public enum Escapes {
        /** All of them: for programs. */
        ALL,
        /** Colours alone. */
        COLOURS,
        NONE
    }

    /** A longer line is broken, so that one without an end does not fill the memory. */
    private static final int LONGEST_LINE = 1 << 16;

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;:]{0,64}m");
    private static final String PLAIN = "\u001b[0m";
    /** CSI sequences, OSC sequences up to their end, and two-character escapes (ECMA-48). */
    private static final Pattern ESCAPE =
            Pattern.compile("\\x1b(?:\\[[0-?]*+[ -/]*+[@-~]|\\][^\\x07\\x1b]*+(?:\\x07|\\x1b\\\\)?|[ -/]*+[0-~])");

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069&&[^\\t]]");

    private final Escapes escapes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String colour = "";

    public LogText(Escapes escapes) {
        this.escapes = escapes;
    }

    /** Takes what was printed next, and hands on the lines that it ends. */
    public void take(ByteBuffer bytes, Consumer<String> lines) {
        ByteBuffer left = bytes.duplicate();
        while (left.hasRemaining()) {
            byte next = left.get();
            if (next == '\n') {
                endLine(lines);
            } else {
                line.write(next);
                if (line.size() >= LONGEST_LINE) {
                    endLine(lines);
                }
            }
        }
    }

    /** Nothing more comes, or something is missing: a line that has no end yet is handed on. */
    public void end(Consumer<String> lines) {
        if (line.size() > 0) {
            endLine(lines);
        }
    }

    private void endLine(Consumer<String> lines) {
        String raw = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(
                switch (escapes) {
                    case ALL -> raw;
                    case COLOURS -> coloured(seen(raw));
                    case NONE -> plain(seen(raw));
                });
    }

    /** What stands there once the cursor went back to the start of the line. */
    private static String seen(String raw) {
        String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
        return text.substring(text.lastIndexOf('\r') + 1);
    }

    private static String plain(String text) {
        return CONTROL.matcher(ESCAPE.matcher(text).replaceAll("")).replaceAll("");
    }

    /** A colour that goes on is taken up in the next line: what others say in between is not coloured. */
    private String coloured(String text) {
        StringBuilder shown = new StringBuilder(colour);
        Matcher colours = COLOUR.matcher(text);
        int from = 0;
        while (colours.find()) {
            shown.append(plain(text.substring(from, colours.start()))).append(colours.group());
            colour = colours.group().matches("\u001b\\[0*m") ? "" : colours.group();
            from = colours.end();
        }
        shown.append(plain(text.substring(from)));
        return colour.isEmpty() ? shown.toString() : shown.append(PLAIN).toString();
    }
}
