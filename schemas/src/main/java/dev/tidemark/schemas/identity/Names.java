package dev.tidemark.schemas.identity;

import java.util.regex.Pattern;

/** What a name may look like, so that it fits into a key, a path, a header and a terminal without being escaped. */
final class Names {

    /** As wide as nixpkgs needs ({@code python3Packages.torch}, {@code libstdc++5}), without anything that separates. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@'-]{0,299}");

    private Names() {}

    /** A package's, or {@link PackageId#WORKSPACE}. */
    static String validAttribute(String attribute) {
        return attribute.equals(PackageId.WORKSPACE) ? attribute : valid("package", attribute);
    }

    static String valid(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s \"%s\" is not valid: use letters, digits and _ . + @ ' - (at most 300)"
                            .formatted(what, printable(name)));
        }
        return name;
    }

    static String printable(String name) {
        String cut = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
