package dev.tidemark.schemas.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

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
        return Listed.LINES.stream().map(Listed.Line::version).toList();
    }

    /** Those of one schema, oldest first; empty when it was never written. */
    public static List<SchemaVersion> of(String subject) {
        return Listed.LINES.stream()
                .filter(line -> line.subject.equals(subject))
                .map(Listed.Line::version)
                .toList();
    }

    /** The newest of one schema: what this release writes. */
    public static Optional<SchemaVersion> newest(String subject) {
        List<SchemaVersion> all = of(subject);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The schema that an id is a version of; empty when there is none. Parses nothing. */
    public static Optional<String> subjectOf(int id) {
        return Optional.ofNullable(Listed.SUBJECTS.get(id));
    }

    /** The list is read when it is first asked for, and each schema when that is: a process needs few of them. */
    private static final class Listed {
        static final List<Line> LINES = text("versions.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> new Line(BLANKS.split(line.strip())))
                .toList();
        /** By id: it is asked for with each record that is read. */
        static final Map<Integer, String> SUBJECTS =
                LINES.stream().collect(Collectors.toUnmodifiableMap(line -> line.id, line -> line.subject));

        private static final class Line {
            private final int id;
            private final String subject;
            private final int number;
            private @Nullable SchemaVersion version;

            Line(String[] columns) {
                if (columns.length != 3) {
                    throw new AssertionError("a line of versions.txt is: id, subject, version");
                }
                id = Integer.parseInt(columns[0]);
                subject = columns[1];
                number = Integer.parseInt(columns[2]);
            }

            synchronized SchemaVersion version() {
                if (version == null) {
                    String text = text(subject + "/" + number + ".avsc");
                    version = new SchemaVersion(id, subject, number, new Schema.Parser().parse(text));
                }
                return version;
            }
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
