package dev.tidemark.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code deploy/compose/compose.yaml} says of itself, so that nothing of it is said a second time. */
final class ComposeFile {

    static final Path PATH = Path.of("../compose/compose.yaml");

    private ComposeFile() {}

    /**
     * The image that a service has unless this variable of the environment names another.
     *
     * @throws AssertionError when no service has its image from that variable
     */
    static String imageUnless(String variable) {
        Pattern image = Pattern.compile("(?m)^ +image: \\$\\{%s:-([^}]+)}$".formatted(Pattern.quote(variable)));
        Matcher found = image.matcher(text());
        if (!found.find()) {
            throw new AssertionError("%s has no image: ${%s:-…}".formatted(PATH, variable));
        }
        return found.group(1);
    }

    private static String text() {
        try {
            return Files.readString(PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
