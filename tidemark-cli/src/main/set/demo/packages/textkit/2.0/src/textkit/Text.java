package textkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plain text, measured in columns: one for each code point, none for a mark that combines with the one before it. */
public final class Text {
    private Text() {}

    /** The lines of a text without their ends. A line end at the very end opens no further line. */
    public static List<String> lines(String text) {
        return text.lines().toList();
    }

    public static int columns(String text) {
        return (int) text.codePoints()
                .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
                .count();
    }

    /** Fills up with spaces behind the text. Text that is wider stays as it is. */
    public static String padEnd(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - columns(text)));
    }

    /** Fills up with spaces before the text. Text that is wider stays as it is. */
    public static String padStart(String text, int columns) {
        return " ".repeat(Math.max(0, columns - columns(text))) + text;
    }

    /** Breaks text at spaces into lines of at most this many columns. A word that is wider has a line of its own. */
    public static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && columns(line.toString()) + 1 + columns(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** "1 line", "2 lines": a count with its noun. */
    public static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** A name fit for a file or an anchor: "Padding, and why" becomes "padding-and-why". */
    public static String slug(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
    }

    /** Text as it must stand in HTML, between tags or in a quoted attribute. */
    public static String escapeHtml(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
