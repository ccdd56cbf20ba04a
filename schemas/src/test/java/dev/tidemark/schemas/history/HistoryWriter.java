package dev.tidemark.schemas.history;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.wire.WrittenSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** Adds versions to the history's source files. What is there it never changes. */
final class HistoryWriter {

    private static final String HEAD = """
            # Every version of every schema that was ever written: its id, its subject, its version.
            # A line is added by "mvn test -pl schemas -Dupdate" and never changed: docs/adr/0009.
            """;

    private final Path folder;

    HistoryWriter(Path folder) {
        this.folder = folder;
    }

    void addWhatChanged() throws IOException {
        for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
            List<SchemaVersion> versions = read(folder, entry.subject());
            Schema now = written(entry.schema());
            if (versions.isEmpty() || !versions.getLast().schema().toString().equals(now.toString())) {
                add(entry.subject(), versions.size() + 1, now);
            }
        }
    }

    private void add(String subject, int version, Schema schema) throws IOException {
        Path list = folder.resolve("versions.txt");
        String lines = Files.exists(list) ? Files.readString(list) : HEAD;
        int id = lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .mapToInt(line -> Integer.parseInt(line.split(" +", 2)[0]))
                        .max()
                        .orElse(0)
                + 1;
        Path file = folder.resolve(subject).resolve(version + ".avsc");
        Files.createDirectories(folder.resolve(subject));
        Files.writeString(file, pretty(schema) + "\n");
        Files.writeString(list, lines + "%d %s %d%n".formatted(id, subject, version));
    }

    /** From the source, which may be newer than what was compiled. */
    static List<SchemaVersion> read(Path folder, String subject) throws IOException {
        List<SchemaVersion> versions = new ArrayList<>();
        Path list = folder.resolve("versions.txt");
        if (Files.exists(list)) {
            for (String line : Files.readAllLines(list)) {
                String[] columns = line.split(" +", 3);
                if (!line.startsWith("#") && columns[1].equals(subject)) {
                    String text = Files.readString(folder.resolve(subject).resolve(columns[2] + ".avsc"));
                    versions.add(new SchemaVersion(
                            Integer.parseInt(columns[0]),
                            subject,
                            Integer.parseInt(columns[2]),
                            new Schema.Parser().parse(text)));
                }
            }
        }
        return versions;
    }

    static String pretty(Schema schema) {
        return SchemaFormatter.format("json/pretty", schema);
    }

    static Schema written(Schema generated) {
        return WrittenSchema.of(generated);
    }
}
