package dev.tidemark.cli;

import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.command.TidemarkCommand;
import java.util.Objects;
import picocli.CommandLine;

/** The program's entry. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its status, see {@link dev.tidemark.cli.command.ExitCodes}. */
    public static void main(String[] arguments) {
        Logs.toTerminal();
        System.exit(run(TidemarkCommand.commandLine(arguments), arguments));
    }

    static int run(CommandLine command, String... arguments) {
        Failures failures = new Failures(Objects.equals(System.getenv("TIDEMARK_DEBUG"), "1"));
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
