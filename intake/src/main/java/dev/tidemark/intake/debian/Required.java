package dev.tidemark.intake.debian;

import java.util.regex.Pattern;

/** The fields without which a paragraph is no package. */
final class Required {

    /** Wider than the policy, which has no capitals. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.-]*");

    private Required() {}

    /** @throws IllegalArgumentException when there is none; the message is a part of a sentence */
    static String name(Paragraph paragraph) {
        String name = present(paragraph, "Package");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"%s\" is not a package's name".formatted(name));
        }
        return name;
    }

    /** @throws IllegalArgumentException when there is none; the message is a part of a sentence */
    static DebianVersion version(Paragraph paragraph) {
        return DebianVersion.parse(present(paragraph, "Version"));
    }

    private static String present(Paragraph paragraph, String field) {
        String value = paragraph.get(field);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the field %s is missing".formatted(field));
        }
        return value;
    }
}
