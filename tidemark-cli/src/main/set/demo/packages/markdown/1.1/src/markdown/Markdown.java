package markdown;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import textkit.Cursor;
import textkit.Text;

/** Everyday Markdown as HTML: headings with anchors, paragraphs, lists, code, links and emphasis. */
public final class Markdown {
    private Markdown() {}

    public static String toHtml(String text) {
        Deque<String> lines = new ArrayDeque<>(Text.lines(text));
        StringBuilder html = new StringBuilder();
        while (!lines.isEmpty()) {
            String line = lines.peek();
            if (line.isBlank()) {
                lines.remove();
            } else if (line.startsWith("```")) {
                code(lines, html);
            } else if (line.matches("#{1,6} .*")) {
                heading(lines.remove(), html);
            } else if (line.startsWith("- ")) {
                list(lines, html);
            } else {
                paragraph(lines, html);
            }
        }
        return html.toString();
    }

    private static void code(Deque<String> lines, StringBuilder html) {
        lines.remove();
        html.append("<pre><code>");
        while (!lines.isEmpty() && !lines.peek().startsWith("```")) {
            html.append(Text.escapeHtml(lines.remove())).append('\n');
        }
        lines.poll();
        html.append("</code></pre>\n");
    }

    private static void heading(String line, StringBuilder html) {
        int level = line.indexOf(' ');
        String title = line.substring(level + 1).strip();
        html.append("<h" + level + " id=\"" + Text.slug(title) + "\">" + inline(title) + "</h" + level + ">\n");
    }

    private static void list(Deque<String> lines, StringBuilder html) {
        html.append("<ul>\n");
        while (!lines.isEmpty() && lines.peek().startsWith("- ")) {
            StringBuilder item = new StringBuilder(lines.remove().substring(2));
            while (!lines.isEmpty() && lines.peek().startsWith("  ")) {
                item.append(' ').append(lines.remove().strip());
            }
            html.append("<li>").append(inline(item.toString())).append("</li>\n");
        }
        html.append("</ul>\n");
    }

    private static void paragraph(Deque<String> lines, StringBuilder html) {
        StringBuilder paragraph = new StringBuilder(lines.remove());
        while (!lines.isEmpty() && continues(lines.peek())) {
            paragraph.append('\n').append(lines.remove());
        }
        html.append("<p>").append(inline(paragraph.toString())).append("</p>\n");
    }

    private static boolean continues(String line) {
        return List.of("```", "- ", "#").stream().noneMatch(line::startsWith) && !line.isBlank();
    }

    /** What can stand inside a line. A mark that is never closed is just a character. */
    static String inline(String text) {
        Cursor cursor = new Cursor(text);
        StringBuilder html = new StringBuilder();
        while (!cursor.atEnd()) {
            html.append(Text.escapeHtml(cursor.takeWhile(c -> "`*[".indexOf(c) < 0)));
            if (!cursor.atEnd()) {
                marked(cursor, html);
            }
        }
        return html.toString();
    }

    private static void marked(Cursor cursor, StringBuilder html) {
        String mark = cursor.skip("`") ? "`" : cursor.skip("**") ? "**" : cursor.skip("*") ? "*" : "[";
        cursor.skip("[");
        String inside = cursor.takeUntil(mark.equals("[") ? "](" : mark);
        if (cursor.atEnd()) {
            html.append(mark).append(inline(inside));
        } else if (mark.equals("[")) {
            cursor.expect("](");
            String target = cursor.takeUntil(")");
            cursor.skip(")");
            html.append("<a href=\"" + Text.escapeHtml(target) + "\">" + inline(inside) + "</a>");
        } else {
            cursor.expect(mark);
            String tag = mark.equals("`") ? "code" : mark.equals("*") ? "em" : "strong";
            String content = mark.equals("`") ? Text.escapeHtml(inside) : inline(inside);
            html.append("<" + tag + ">" + content + "</" + tag + ">");
        }
    }
}
