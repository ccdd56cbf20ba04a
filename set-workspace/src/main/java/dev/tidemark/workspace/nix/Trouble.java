package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.DownloadAnswer;
import dev.tidemark.workspace.nix.EvaluationStoppedException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What keeps Nix from evaluating and is not the set's doing: told from how a program ended, and from what it says of why. */
final class Trouble {

    /** By a signal: the Java platform's way to say so, and the shell's. */
    private static final int SIGNALLED = 128;

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** Nix' own words, where its heap may not grow further, are these alone. */
    private static final Pattern MEMORY =
            Pattern.compile("^out of memory$|Cannot allocate memory|(?:killed by|due to) signal 9\\b");

    private static final Pattern MACHINE = Pattern.compile(
            "No space left on device|Disk quota exceeded|disk (?:is )?full|Read-only file system|^remounting .{1,300} writable: |Input/output"
                    + " error|Too many open files|SQLite database|executing SQLite|database disk image is"
                    + " malformed|database is locked|opening lock file|cannot open connection to remote store|cannot"
                    + " connect to (?:daemon|socket)");
    private static final Pattern DOWNLOAD = Pattern.compile(
            "unable to download '|unable to access 'http|Could not resolve host|Couldn't resolve host|Failed to"
                    + " connect to");

    /** Of what a builder says only this is no package's own. */
    private static final Pattern NO_ROOM = Pattern.compile("No space left on device|Disk quota exceeded");

    /** What is run around Nix ends so where it cannot start it, and Nix itself never does. */
    private static final int NOT_RUN_FROM = 125;

    private static final int NOT_RUN_TO = 127;

    /** How many lines before its end a builder says why. */
    private static final int LAST_WORDS = 25;

    /** What is evaluated is built on the way, or reads what is: why that failed its builder has said just before. */
    private static final Pattern NOT_BUILT =
            Pattern.compile("^(?:builder for '|Cannot build '|\\d+ dependenc(?:y|ies) of derivation ')");

    private Trouble() {}

    /**
     * What has stopped a program.
     *
     * @param status that it ended with; not 0
     * @param said all that it says
     */
    static Optional<EvaluationStoppedException> of(int status, String said) {
        if (status == SIGNALLED + SIGKILL) {
            return stopped(Reason.MEMORY, "Nix was killed, as the system does for want of memory");
        }
        if (status == SIGNALLED + SIGTERM || status == SIGNALLED + SIGINT || status == SIGNALLED + SIGHUP) {
            return stopped(Reason.MACHINE, "Nix was ended from outside (status %d)".formatted(status));
        }
        if (status >= NOT_RUN_FROM && status <= NOT_RUN_TO) {
            return stopped(Reason.MACHINE, "Nix could not be run (status %d)".formatted(status));
        }
        String line = ErrorText.firstLine(said);
        return in(line).or(() -> NOT_BUILT.matcher(line).find() ? ofBuilder(said) : Optional.empty());
    }

    private static Optional<EvaluationStoppedException> ofBuilder(String said) {
        List<String> lines = ErrorText.lines(said).toList();
        return lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()).stream()
                .filter(line ->
                        !MACHINE.matcher(line).find() || NO_ROOM.matcher(line).find())
                .flatMap(line -> in(line).stream())
                .findFirst();
    }

    /** What the line says that has nothing to do with what was evaluated. */
    static Optional<EvaluationStoppedException> in(String line) {
        if (MEMORY.matcher(line).find()) {
            return stopped(Reason.MEMORY, line);
        }
        if (MACHINE.matcher(line).find()) {
            return stopped(Reason.MACHINE, line);
        }
        return DOWNLOAD.matcher(line).find() && !DownloadAnswer.isNotThere(line)
                ? stopped(Reason.DOWNLOAD, line)
                : Optional.empty();
    }

    private static Optional<EvaluationStoppedException> stopped(Reason reason, String how) {
        return Optional.of(new EvaluationStoppedException(reason, how));
    }
}
