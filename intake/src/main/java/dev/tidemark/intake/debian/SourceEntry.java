package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What the first reading keeps of a source.
 *
 * @param origin the paragraph that describes this version
 * @param binaries that it says it builds, for the architecture and without build profiles
 */
record SourceEntry(String name, DebianVersion version, Origin origin, List<String> binaries)
        implements Newest.Versioned {

    static final List<String> FIELDS = List.of("Package", "Version", "Binary", "Package-List", "Extra-Source-Only");

    private static final String ARCHITECTURES = "arch=";
    private static final String PROFILES = "profile=";

    SourceEntry {
        binaries = List.copyOf(binaries);
    }

    /** @throws IllegalArgumentException when it has no valid name or version; the message is a part of a sentence */
    static SourceEntry of(Paragraph paragraph, DebianArchitecture architecture) {
        return new SourceEntry(
                Required.name(paragraph),
                Required.version(paragraph),
                paragraph.origin(),
                binaries(paragraph, architecture));
    }

    /** Package-List says for which architectures; what was uploaded with older tools has the names alone. */
    private static List<String> binaries(Paragraph paragraph, DebianArchitecture architecture) {
        List<String> listed = paragraph.lines("Package-List");
        if (listed.isEmpty()) {
            return paragraph.words("Binary");
        }
        List<String> binaries = new ArrayList<>();
        for (String line : listed) {
            String[] words = line.split("\\s+", -1);
            if (Arrays.stream(words).skip(1).allMatch(word -> allows(word, architecture))) {
                binaries.add(words[0]);
            }
        }
        return binaries;
    }

    private static boolean allows(String word, DebianArchitecture architecture) {
        if (word.startsWith(ARCHITECTURES)) {
            return architecture.builds(
                    List.of(word.substring(ARCHITECTURES.length()).split(",", -1)));
        }
        if (word.startsWith(PROFILES)) {
            List<List<String>> profiles = Arrays.stream(
                            word.substring(PROFILES.length()).split("\\+", -1))
                    .map(terms -> List.of(terms.split(",", -1)))
                    .toList();
            return new Relation("", List.of(), profiles).holds(Set.of());
        }
        return true;
    }
}
