package dev.tidemark.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that a test runs in. */
public final class RepositoryFolder {

    private RepositoryFolder() {}

    /** A page or file under {@code docs}. */
    public static Path docs(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs").resolve("adr"))) {
            folder = folder.getParent();
            assertThat(folder).as("a folder above with docs/adr").isNotNull();
        }
        return folder.resolve("docs").resolve(name);
    }
}
