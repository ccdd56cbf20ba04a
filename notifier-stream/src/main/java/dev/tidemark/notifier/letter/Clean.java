package dev.tidemark.notifier.letter;

import java.util.List;
import java.util.regex.Pattern;

/** Texts that come from recipes and strangers, made fit to be shown. */
public final class Clean {

    /** What an HTML page, an XML document, a terminal or a mail must not have within a line. */
    private static final Pattern UNFIT = Pattern.compile(
            "\\x1b\\[[0-9;?]*[ -/]*[@-~]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|[\\p{Cntrl}\\u0080-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

    private Clean() {}

    /** One line, at most so long; what is left out shows. */
    public static String line(String text, int most) {
        // Long ones are cut before they are looked at: a line may have megabytes.
        String head = text.length() > 4 * most ? text.substring(0, 4 * most) : text;
        String clean = UNFIT.matcher(head).replaceAll(found -> found.group().startsWith("\u001b") ? "" : " ");
        if (clean.length() <= most && head.length() == text.length()) {
            return clean;
        }
        int end = Math.min(clean.length(), most - 1);
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(Math.max(0, end - 1))) ? end - 1 : end) + "…";
    }

    /** The last lines, each at most so long. */
    public static List<String> lastLines(List<String> lines, int most, int longest) {
        return lines.subList(Math.max(0, lines.size() - most), lines.size()).stream()
                .map(line -> line(line, longest))
                .toList();
    }
}
