package dev.tidemark.schemas.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/**
 * Every version of every schema that was ever written, with its id. They are resources beside this class: {@code
 * versions.txt} lists them, {@code SUBJECT/VERSION.avsc} is each. What is there is never changed; how it grows, and how
 * it may be reset before the first release: docs/adr/0009.
 */
public final class SchemaHistory {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private SchemaHistory() {}

    /** All of them, ordered by id. A version comes after the earlier ones of its subject. */
    public static List<SchemaVersion> versions() {
        return Loaded.VERSIONS;
    }

    /** Those of one schema, oldest first; empty when it was never written. */
    public static List<SchemaVersion> of(String subject) {
        return versions().stream()
                .filter(version -> version.subject().equals(subject))
                .toList();
    }

    /** The newest of one schema: what this release writes. */
    public static Optional<SchemaVersion> newest(String subject) {
        List<SchemaVersion> all = of(subject);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Read once, when first asked for. */
    private static final class Loaded {
        static final List<SchemaVersion> VERSIONS = read();

        private static List<SchemaVersion> read() {
            List<SchemaVersion> versions = new ArrayList<>();
            for (String line : text("versions.txt").lines().toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    versions.add(version(BLANKS.split(line.strip())));
                }
            }
            return List.copyOf(versions);
        }

        private static SchemaVersion version(String[] columns) {
            if (columns.length != 3) {
                throw new AssertionError("a line of versions.txt is: id, subject, version");
            }
            String subject = columns[1];
            int version = Integer.parseInt(columns[2]);
            String text = text(subject + "/" + version + ".avsc");
            return new SchemaVersion(Integer.parseInt(columns[0]), subject, version, new Schema.Parser().parse(text));
        }

        private static String text(String name) {
            try (InputStream in = SchemaHistory.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new AssertionError("the resource " + name + " is not in the program");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
