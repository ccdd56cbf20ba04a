package dev.tidemark.intake.watcher;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The version that a repository's tag is of, by the habits that tags are written by. */
final class Tags {

    private static final Pattern WORDS =
            Pattern.compile("^(?:release|version|rel|ver|v)[-_.]?(?=\\d)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LETTERS = Pattern.compile("^[A-Za-z]+[-_](?=[vV]?\\d)");
    private static final Pattern UNDERSCORED = Pattern.compile("\\d+(?:_\\d+)+[0-9A-Za-z-]*");

    private Tags() {}

    /**
     * {@code 8.9.1} of {@code curl-8_9_1}, {@code 1.2} of {@code release/v1.2}; empty where there is no number in it.
     *
     * @param project whose tag it is
     */
    static Optional<String> version(String tag, ProjectName project) {
        String rest = tag.substring(tag.lastIndexOf('/') + 1);
        String name = project.lastPart().toLowerCase(Locale.ROOT);
        if (rest.toLowerCase(Locale.ROOT).startsWith(name)) {
            rest = withoutName(rest, name.length());
        }
        rest = LETTERS.matcher(rest).replaceFirst("");
        rest = WORDS.matcher(rest).replaceFirst("");
        if (UNDERSCORED.matcher(rest).matches()) {
            rest = rest.replace('_', '.');
        }
        return rest.chars().anyMatch(Character::isDigit) ? Optional.of(rest) : Optional.empty();
    }

    /** What follows a name is part of it unless a number begins: behind a separator, or, where the name ends in none, at once. */
    private static String withoutName(String tag, int length) {
        boolean numbered = Character.isDigit(tag.charAt(length - 1));
        String rest = tag.substring(length);
        return rest.matches((numbered ? "[-_@]" : "[-_.@]?") + "[vV]?\\d.*") ? rest.replaceFirst("^[-_.@]", "") : tag;
    }
}
