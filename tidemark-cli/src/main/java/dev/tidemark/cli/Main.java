package dev.tidemark.cli;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.command.TidemarkCommand;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;

/** The program's entry. */
public final class Main {

    private static final int MANY_THREADS = 16;

    private Main() {}

    /** Runs one command and exits with its status, see {@link dev.tidemark.cli.command.ExitCodes}. */
    public static void main(String[] arguments) {
        Logs.toTerminal();
        int status = run(TidemarkCommand.commandLine(arguments), arguments);
        if (status != ExitCodes.OK || othersRun()) {
            System.exit(status);
        }
        // Else it ends by itself: an exit first looks for a logger to tell of it, which takes longer than many a
        // command.
    }

    /** Whether a thread besides this one keeps the program from ending. */
    private static boolean othersRun() {
        Thread[] threads = new Thread[MANY_THREADS];
        int count = Thread.enumerate(threads);
        return count == MANY_THREADS
                || Arrays.stream(threads, 0, count)
                        .anyMatch(thread -> !thread.isDaemon() && thread != Thread.currentThread());
    }

    static int run(CommandLine command, String... arguments) {
        Failures failures = new Failures(Objects.equals(System.getenv("TIDEMARK_DEBUG"), "1"));
        // Numbers are written as the documents have them, wherever it runs; another locale also costs more to find.
        Locale.setDefault(Locale.Category.FORMAT, Locale.US);
        try {
            return command.setCaseInsensitiveEnumValuesAllowed(true)
                    .setParameterExceptionHandler(failures)
                    .setExecutionExceptionHandler(failures)
                    .execute(arguments);
        } catch (Error e) { // The main's edge: a broken assumption is reported like everything unexpected.
            return failures.unexpected(e, command);
        }
    }
}
