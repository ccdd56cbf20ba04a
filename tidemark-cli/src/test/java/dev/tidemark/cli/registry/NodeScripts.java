package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The scripts in {@code src/test/node}, with what they need installed under {@code target} once a build. */
final class NodeScripts {

    private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(5);
    private static final Duration DONE_WITHIN = Duration.ofMinutes(2);
    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path FOLDER = Path.of("target", "node").toAbsolutePath();
    private static final Pattern FLOOR = Pattern.compile("\"node\": \">=(\\d+)\\.(\\d+)\"");
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\.");
    /** Says of which packages the installed ones are. */
    private static final Path STAMP = FOLDER.resolve("installed");

    /**
     * What a script did.
     *
     * @param status its exit status
     * @param lines what it printed
     * @param errors what it said on its standard error, as it is
     */
    record Run(int status, List<String> lines, String errors) {}

    private NodeScripts() {}

    /**
     * Installs them unless they are there. Skips the test, saying why, where there is no Node.js or too old a one.
     *
     * @throws AssertionError when npm cannot install them
     */
    static synchronized NodeScripts installed() throws IOException, InterruptedException {
        tooOld(version("node"), Files.readString(SOURCES.resolve("package.json")))
                .ifPresent(Assumptions::abort);
        version("npm");
        Files.createDirectories(FOLDER);
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Files.copy(source, FOLDER.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        String wanted = Files.readString(SOURCES.resolve("package-lock.json"));
        if (!Files.exists(STAMP) || !Files.readString(STAMP).equals(wanted)) {
            Run installation = run(INSTALLED_WITHIN, List.of("npm", "ci"));
            assertThat(installation.status()).as("npm ci: %s", installation).isZero();
            Files.writeString(STAMP, wanted);
        }
        return new NodeScripts();
    }

    /** What the program says that it is; skips the test where it is not there. */
    private static String version(String program) throws IOException, InterruptedException {
        try {
            Process answer = new ProcessBuilder(program, "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String version = new String(answer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(answer.waitFor()).as("%s --version", program).isZero();
            return version;
        } catch (IOException e) {
            return Assumptions.abort(
                    "%s is not on the PATH (%s): install Node.js 18.18 or later with npm, and what is written here is read by clients that nobody here wrote"
                            .formatted(program, e.getMessage()));
        }
    }

    /**
     * Why the scripts cannot run on this Node.js, and the next step; empty when they can.
     *
     * @param version as {@code node --version} prints it, such as {@code v18.18.0}
     * @param manifest the text of {@code package.json}, which says from which version on they do
     */
    static Optional<String> tooOld(String version, String manifest) {
        Matcher floor = FLOOR.matcher(manifest);
        Matcher present = VERSION.matcher(version);
        assertThat(floor.find()).as("package.json names the oldest Node.js").isTrue();
        assertThat(present.lookingAt()).as("node --version: %s", version).isTrue();
        int major = Integer.compare(Integer.parseInt(present.group(1)), Integer.parseInt(floor.group(1)));
        int minor = Integer.compare(Integer.parseInt(present.group(2)), Integer.parseInt(floor.group(2)));
        return major > 0 || (major == 0 && minor >= 0)
                ? Optional.empty()
                : Optional.of(
                        "Node.js %s is too old: install %s.%s or later with npm, and what is written here is read by clients that nobody here wrote"
                                .formatted(version, floor.group(1), floor.group(2)));
    }

    /** Puts one more beside them. */
    void put(String script, String text) throws IOException {
        Files.writeString(FOLDER.resolve(script), text);
    }

    /**
     * Runs one to its end.
     *
     * @param script its file, such as {@code round-trip.mjs}
     */
    Run run(String script, String... arguments) throws IOException, InterruptedException {
        return run(DONE_WITHIN, node(script, arguments));
    }

    /** One that runs until somebody ends it. */
    ProcessBuilder command(String script, String... arguments) {
        return new ProcessBuilder(node(script, arguments)).directory(FOLDER.toFile());
    }

    private static List<String> node(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Run run(Duration patience, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(FOLDER, "output", ".txt");
        Path errors = Files.createTempFile(FOLDER, "errors", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().onExit().join();
                throw new AssertionError("%s has not ended within %s; it said:%n%s%s"
                        .formatted(command, patience, Files.readString(output), Files.readString(errors)));
            }
            return new Run(process.exitValue(), Files.readAllLines(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
