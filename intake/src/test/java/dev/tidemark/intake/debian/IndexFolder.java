package dev.tidemark.intake.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes small indices into a folder and reads them. */
final class IndexFolder {

    private final Path folder;

    IndexFolder(Path folder) {
        this.folder = folder;
    }

    IndexFolder sources(String... paragraphs) throws IOException {
        return write("Sources", paragraphs);
    }

    IndexFolder packages(String... paragraphs) throws IOException {
        return write("Packages", paragraphs);
    }

    IndexFolder write(String file, String... paragraphs) throws IOException {
        Files.writeString(folder.resolve(file), closed(String.join("\n", paragraphs)));
        return this;
    }

    /** With the empty line that ends an index, where there is anything. */
    private static String closed(String text) {
        return text.isEmpty() ? text : text + "\n";
    }

    /** A paragraph of a name, a version and further fields, with the line end that closes it. */
    static String paragraph(String nameAndVersion, String... fields) {
        String[] parts = nameAndVersion.split(" ", -1);
        StringBuilder text = new StringBuilder("Package: " + parts[0] + "\nVersion: " + parts[1] + "\n");
        for (String field : fields) {
            text.append(field).append('\n');
        }
        return text.toString();
    }

    CollectingSink read() throws IOException {
        return read("x86_64-linux");
    }

    CollectingSink read(String system) throws IOException {
        CollectingSink sink = new CollectingSink();
        new DebianReader(new DebianArchive("debian", List.of(folder), system)).read(sink);
        return sink;
    }
}
