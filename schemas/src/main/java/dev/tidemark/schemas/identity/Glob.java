package dev.tidemark.schemas.identity;

import java.util.regex.Pattern;

/**
 * A package's attribute, or a pattern of several: {@code *} stands for any characters, also none and also dots, {@code ?} for
 * one character.
 *
 * @param text as it was written
 */
public record Glob(String text) {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_*?][A-Za-z0-9_.+@'*?-]{0,299}");

    /** @throws IllegalArgumentException when no attribute could look so */
    public Glob {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no package and no pattern: use letters, digits and _ . + @ ' - with * for any characters and ? for one"
                            .formatted(text));
        }
    }

    /** Whether it is the attribute of one package. */
    public boolean isExact() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /** Whether a package is meant by it. Takes time proportional to the product of both lengths at worst. */
    public boolean matches(String attribute) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < attribute.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == attribute.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
