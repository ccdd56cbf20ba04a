package dev.tidemark.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where log lines go. To be said before anything logs for the first time. */
public final class Logs {

    private static final String CONFIGURATION = "logback.configurationFile";

    private static volatile @Nullable Path file;

    private Logs() {}

    /** To standard error: a line a fact, or JSON with {@code TIDEMARK_LOG=json}. Of a command only what should not be. */
    public static void toTerminal() {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(
                    CONFIGURATION,
                    "json".equalsIgnoreCase(System.getenv("TIDEMARK_LOG"))
                            ? "logback-json.xml"
                            : "logback-terminal.xml");
        }
    }

    /** Of a service everything, since nobody sees it at work. */
    static void ofService() {
        System.setProperty("tidemark.log.level", "INFO");
    }

    /** The file that log lines go to, where they go to one. */
    public static Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** To a file, where the terminal belongs to the person watching. */
    static void toFile(Path file) {
        Logs.file = file;
        System.setProperty("tidemark.log.file", file.toString());
        System.setProperty(CONFIGURATION, "logback-file.xml");
    }
}
