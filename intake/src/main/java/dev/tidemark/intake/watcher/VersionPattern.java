package dev.tidemark.intake.watcher;

import dev.tidemark.intake.watcher.Sighting.Spelling;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions or tags of a project a row of a table is about, and what of a tag is the version: {@code 17.*}, {@code
 * llvmorg-{17.*}}. {@code *} stands for any characters, {@code ?} for one; what braces enclose is the version. Immutable.
 */
final class VersionPattern {

    private static final int MOST_STARS = 4;
    private static final Pattern VALID = Pattern.compile("[!-z|~]*(?:\\{[!-z|~]+\\}[!-z|~]*)?");

    private final String text;
    private final Pattern pattern;
    private final boolean marked;

    /** @throws IllegalArgumentException when it is none */
    VersionPattern(String text) {
        if (text.isEmpty()
                || !VALID.matcher(text).matches()
                || text.chars().filter(c -> c == '*').count() > MOST_STARS) {
            throw new IllegalArgumentException(
                    "\"%s\" is no pattern of versions: use * for any characters (at most %d times), ? for one, and {} once around the version"
                            .formatted(text, MOST_STARS));
        }
        this.text = text;
        this.marked = text.indexOf('{') >= 0;
        this.pattern = Pattern.compile(expression(text));
    }

    private static String expression(String text) {
        StringBuilder expression = new StringBuilder();
        text.chars()
                .forEach(c -> expression.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            case '{' -> "(";
                            case '}' -> ")";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return expression.toString();
    }

    /**
     * The version that is meant; empty where it is about others.
     *
     * @param written as the watcher wrote it
     * @param project whose it is
     */
    Optional<String> version(String written, Spelling spelling, ProjectName project) {
        Matcher whole = pattern.matcher(written);
        if (marked) {
            return whole.matches()
                    ? Optional.of(whole.group(1)).filter(version -> !version.isEmpty())
                    : Optional.empty();
        }
        Optional<String> plain = switch (spelling) {
            case VERSION -> Optional.of(written);
            case TAG -> Tags.version(written, project);
        };
        return plain.filter(
                version -> whole.matches() || pattern.matcher(version).matches());
    }

    @Override
    public String toString() {
        return text;
    }
}
