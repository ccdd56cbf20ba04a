package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import java.util.List;

/**
 * What the first reading keeps of a binary package.
 *
 * @param origin the paragraph that describes this version
 * @param source that it was built from
 * @param provides names of virtual packages, whatever version of them
 */
record BinaryEntry(String name, DebianVersion version, Origin origin, String source, List<String> provides)
        implements Newest.Versioned {

    static final List<String> FIELDS = List.of("Package", "Version", "Architecture", "Source", "Provides");

    BinaryEntry {
        provides = List.copyOf(provides);
    }

    /** @throws IllegalArgumentException when it has no valid name or version; the message is a part of a sentence */
    static BinaryEntry of(Paragraph paragraph) {
        String name = Required.name(paragraph);
        return new BinaryEntry(
                name, Required.version(paragraph), paragraph.origin(), source(paragraph, name), provides(paragraph));
    }

    /** {@code Source: curl (7.88.1-10)}; not there when the source is called the same. */
    private static String source(Paragraph paragraph, String name) {
        List<String> words = paragraph.words("Source");
        return words.isEmpty() || words.get(0).equals(name) ? name : words.get(0);
    }

    private static List<String> provides(Paragraph paragraph) {
        return Relation.parse(paragraph.get("Provides")).stream()
                .map(clause -> clause.get(0).name())
                .toList();
    }
}
