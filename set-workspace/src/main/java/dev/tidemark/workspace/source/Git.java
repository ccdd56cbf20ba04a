package dev.tidemark.workspace.source;

import dev.tidemark.workspace.Inherited;
import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs git. It asks nobody anything, and what it makes has neither an author's name nor a time of its own. */
final class Git {

    /** So long may one command take; the first fetch of a large repository does take long. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private static final int MESSAGE = 600;
    /** What git itself ends with at worst; more is a signal. */
    private static final int FATAL = 128;

    /** Nothing of it goes on afterwards, with a lock. */
    private static final List<String> COMMAND =
            List.of("git", "-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false");

    private static final Pattern TROUBLE = Pattern.compile(
            "No space left on device|Disk quota exceeded|Read-only file system|Input/output error|Cannot allocate memory|[Oo]ut of memory");

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_AUTHOR_NAME", "tidemark",
            "GIT_AUTHOR_EMAIL", "tidemark@invalid",
            "GIT_AUTHOR_DATE", "@0 +0000",
            "GIT_COMMITTER_NAME", "tidemark",
            "GIT_COMMITTER_EMAIL", "tidemark@invalid",
            "GIT_COMMITTER_DATE", "@0 +0000",
            "LC_ALL", "C.UTF-8");

    private final Programs programs;
    private final Path folder;

    /** @param folder where the commands are run */
    Git(Programs programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /** How a command ended. */
    static final class End {

        private final int status;
        private final byte[] output;
        private final String error;

        private End(int status, byte[] output, String error) {
            this.status = status;
            this.output = output;
            this.error = error;
        }

        int status() {
            return status;
        }

        /** What it printed. */
        byte[] output() {
            return output;
        }

        /** What it printed, without blanks around. */
        String text() {
            return new String(output, StandardCharsets.UTF_8).strip();
        }

        /**
         * Whatever it says of its files.
         *
         * @throws IOException when it was ended from outside, or this machine did not let it do its work
         */
        void requireDone(String command) throws IOException {
            if (status > FATAL || TROUBLE.matcher(error).find()) {
                throw new IOException(
                        "git %s did not come to an end (status %d): %s".formatted(command, status, reason()));
            }
        }

        /** What it said went wrong, on one line and cut to length. */
        String reason() {
            String said = (error.isBlank() ? text() : error).strip().replaceAll("\\s*\\R\\s*", "; ");
            return said.length() <= MESSAGE ? said : said.substring(0, MESSAGE) + "…";
        }
    }

    /**
     * Runs a command that has to go well.
     *
     * @throws IOException when it does not; the message is what git says
     */
    End run(String... words) throws IOException, InterruptedException {
        End end = attempt(words);
        if (end.status() != 0) {
            throw new IOException("git %s failed: %s".formatted(words[0], end.reason()));
        }
        return end;
    }

    /**
     * Runs a command, however it ends. An interrupt ends it.
     *
     * @throws IOException when there is no git, or it does not come to an end
     */
    End attempt(String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(programs.scratch(), "tidemark-git-", ".out");
        Path error = Files.createTempFile(programs.scratch(), "tidemark-git-", ".err");
        try {
            return attempt(List.of(words), output, error);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(error);
        }
    }

    private End attempt(List<String> words, Path output, Path error) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(error.toFile());
        builder.environment().clear();
        builder.environment().putAll(Inherited.byGit(System.getenv()));
        builder.environment().putAll(ENVIRONMENT);
        // A repository that the folder happens to lie in is none of this.
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            builder.environment().put("GIT_CEILING_DIRECTORIES", above.toString());
        }
        Process process;
        try {
            process = programs.start(builder);
        } catch (IOException e) {
            throw new IOException("git cannot be started (%s): install it".formatted(e.getMessage()), e);
        }
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(
                        "git %s did not end within %d minutes".formatted(words.getFirst(), PATIENCE.toMinutes()));
            }
        } finally {
            programs.end(process);
        }
        String said = new String(Files.readAllBytes(error), StandardCharsets.UTF_8);
        return new End(process.exitValue(), Files.readAllBytes(output), said);
    }
}
