package dev.tidemark.intake.nix;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files a line of an owners file is about, as GitHub documents it for CODEOWNERS: the patterns of
 * {@code .gitignore} without {@code !}, {@code [ ]} and an escaped {@code #}, and with {@code docs/*} for the files in
 * {@code docs} alone. Upper and lower case differ.
 */
final class OwnerPattern {

    private static final String ANY_DEPTH = "**";

    private final Pattern path;

    private OwnerPattern(Pattern path) {
        this.path = path;
    }

    /** @throws IllegalArgumentException when owners files have no such pattern; the message is a part of a sentence */
    static OwnerPattern of(String pattern) {
        if (pattern.startsWith("!")) {
            throw new IllegalArgumentException("a pattern does not begin with !");
        }
        if (pattern.startsWith("\\#")) {
            throw new IllegalArgumentException("a pattern does not begin with #");
        }
        if (pattern.contains("[") || pattern.contains("]")) {
            throw new IllegalArgumentException("a pattern has no [ ]");
        }
        return new OwnerPattern(Pattern.compile(expression(pattern), Pattern.DOTALL));
    }

    /** @param file relative to the folder that the patterns are about, without a slash before it */
    boolean matches(String file) {
        return path.matcher(file).matches();
    }

    /** A slash before the last character ties a pattern to the folder; without one it holds at any depth. */
    private static String expression(String pattern) {
        int slash = pattern.indexOf('/');
        boolean tied = slash >= 0 && slash < pattern.length() - 1;
        List<String> names = Arrays.stream(pattern.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty()) {
            return ""; // A slash alone: the folder itself, which is no file.
        }
        StringBuilder expression = new StringBuilder(tied ? "" : "(?:.*/)?");
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            if (!names.get(i).equals(ANY_DEPTH)) {
                expression.append(name(names.get(i))).append(last ? "" : "/");
            } else {
                expression.append(last ? ".+" : "(?:.*/)?");
            }
        }
        return expression.append(below(pattern, names)).toString();
    }

    /** What is matched may be a folder, which stands for all that is in it. */
    private static String below(String pattern, List<String> names) {
        if (pattern.endsWith("/")) {
            return "/.*";
        }
        boolean everyName = names.getLast().equals("*") || names.getLast().equals(ANY_DEPTH);
        return everyName ? "" : "(?:/.*)?";
    }

    private static String name(String glob) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char character = glob.charAt(i);
            if (character == '*') {
                expression.append("[^/]*");
                while (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                    i++;
                }
            } else if (character == '?') {
                expression.append("[^/]");
            } else {
                if (character == '\\' && i + 1 < glob.length()) {
                    i++;
                }
                expression.append(Pattern.quote(glob.substring(i, i + 1)));
            }
        }
        return expression.toString();
    }
}
