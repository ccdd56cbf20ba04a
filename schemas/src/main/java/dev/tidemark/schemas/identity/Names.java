package dev.tidemark.schemas.identity;

/** What a name may look like, so that it fits into a key, a path, a header and a terminal without being escaped. */
final class Names {

    /** As wide as nixpkgs needs ({@code python3Packages.torch}, {@code libstdc++5}), without anything that separates. */
    private static final String PUNCTUATION = "_.+@'-";

    private static final int LONGEST = 300;

    private Names() {}

    /** A package's, a source's, or {@link PackageId#WORKSPACE}. */
    static String validAttribute(String attribute) {
        if (!attribute.equals(PackageId.WORKSPACE)) {
            valid("package", PackageId.sourceIn(attribute).orElse(attribute));
        }
        return attribute;
    }

    /** With an underscore for each letter that no name may have. */
    static String replaced(String name) {
        StringBuilder replaced = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            if (!isAlphanumeric(name.charAt(i)) && PUNCTUATION.indexOf(name.charAt(i)) < 0) {
                replaced.setCharAt(i, '_');
            }
        }
        return replaced.toString();
    }

    static String valid(String what, String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "%s \"%s\" is not valid: use letters, digits and _ . + @ ' - (at most 300)"
                            .formatted(what, printable(name)));
        }
        return name;
    }

    /** Without a regular expression: a wave checks several of these with every decision. */
    private static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LONGEST || !(isAlphanumeric(name.charAt(0)) || name.charAt(0) == '_')) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (!isAlphanumeric(letter) && PUNCTUATION.indexOf(letter) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    }

    static String printable(String name) {
        String cut = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
