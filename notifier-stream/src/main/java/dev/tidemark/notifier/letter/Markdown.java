package dev.tidemark.notifier.letter;

/**
 * Texts of strangers in Markdown as GitHub has it. What is escaped is shown as it is wherever it stands, in a line or in HTML: it is no
 * markup, mentions nobody ({@code @name}), refers to nothing ({@code #1}, {@code GH-1}) and links nowhere.
 */
public final class Markdown {

    /** U+2060: of no width. GitHub looks for names and numbers after Markdown has undone all escapes, and this stands between. */
    private static final char WORD_JOINER = '\u2060';

    private Markdown() {}

    /** A text within Markdown. Every character takes at most 12. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '~' || Character.isLetterOrDigit(c) || c == ' ' || c == ',') {
                escaped.append(c);
            } else {
                escaped.append("&#").append((int) c).append(';');
                if (isTrigger(text, i)) {
                    escaped.append(WORD_JOINER);
                }
            }
        }
        return escaped.toString();
    }

    /** A text where Markdown is not read, such as a title. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            plain.append(text.charAt(i));
            if (isTrigger(text, i)) {
                plain.append(WORD_JOINER);
            }
        }
        return plain.toString();
    }

    private static boolean isTrigger(String text, int at) {
        return switch (text.charAt(at)) {
            case '@', '#' -> true;
            case '-' -> text.regionMatches(true, at - 2, "GH", 0, 2);
            default -> false;
        };
    }
}
