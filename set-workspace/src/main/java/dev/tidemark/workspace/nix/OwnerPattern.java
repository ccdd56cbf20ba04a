package dev.tidemark.workspace.nix;

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

    private static final Pattern WILD = Pattern.compile("[*?\\\\].*", Pattern.DOTALL);

    private final String prefix;
    private final Pattern path;

    /** @param prefix that all files begin with which match: most files of a set fail at it, and it is cheap */
    private OwnerPattern(String prefix, Pattern path) {
        this.prefix = prefix;
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
        // A slash before the last character ties a pattern to the folder; without one it holds at any depth.
        int slash = pattern.indexOf('/');
        boolean tied = slash >= 0 && slash < pattern.length() - 1;
        List<String> names = Arrays.stream(pattern.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        String prefix = tied ? WILD.matcher(String.join("/", names)).replaceFirst("") : "";
        String below = names.isEmpty() ? "" : below(pattern, names.getLast());
        String expression = (tied ? "" : "(?:.*/)?") + expression(names) + below;
        return new OwnerPattern(prefix, Pattern.compile(expression, Pattern.DOTALL));
    }

    /** @param file relative to the folder that the patterns are about, without a slash before it */
    boolean matches(String file) {
        return file.startsWith(prefix) && path.matcher(file).matches();
    }

    private static String expression(List<String> names) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            if (!names.get(i).equals(ANY_DEPTH)) {
                expression.append(name(names.get(i))).append(last ? "" : "/");
            } else {
                expression.append(last ? ".+" : "(?:.*/)?");
            }
        }
        return expression.toString();
    }

    /** What is matched may be a folder, which stands for all that is in it. */
    private static String below(String pattern, String last) {
        if (pattern.endsWith("/")) {
            return "/.*";
        }
        return last.equals("*") || last.equals(ANY_DEPTH) ? "" : "(?:/.*)?";
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
