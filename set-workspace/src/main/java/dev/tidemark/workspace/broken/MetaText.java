package dev.tidemark.workspace.broken;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of Nix code, changed as a person would: no more than a line more. */
final class MetaText {

    /** What leads to an attribute, as in {@code meta.license = …;} or {@code passthru.meta.license = …;}. */
    private static final Pattern WITHIN_META = Pattern.compile("\\G((?:[A-Za-z_][\\w'-]*\\.)*meta\\.)");

    private static final Pattern INHERITED = Pattern.compile("(inherit\\b[^;{}=]*)$");
    private static final Pattern BLANK = Pattern.compile("^[ \\t]*$");

    private MetaText() {}

    /**
     * The text with the mark before the binding that stands at a place.
     *
     * @param line from 1
     * @param column from 1, in characters
     * @return empty when nothing is there
     */
    static Optional<String> marked(String text, int line, int column, String why) {
        int begin = 0;
        for (int number = 1; number < line; number++) {
            begin = text.indexOf('\n', begin) + 1;
            if (begin == 0) {
                return Optional.empty();
            }
        }
        int at = begin + column - 1;
        if (at >= text.length()) {
            return Optional.empty();
        }
        Matcher within = WITHIN_META.matcher(text);
        String path = within.find(at) ? within.group(1) : "";
        Matcher inherited = INHERITED.matcher(text.substring(0, at));
        if (inherited.find()) {
            at = inherited.start();
        }
        String indent = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
        String mark = BLANK.matcher(indent).matches()
                ? "%sbroken = true; # %s\n%s".formatted(path, why, indent)
                : "%sbroken = true; ".formatted(path);
        return Optional.of(text.substring(0, at) + mark + text.substring(at));
    }
}
