package dev.tidemark.cli;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.command.TidemarkCommand;
import dev.tidemark.service.ServiceException;
import picocli.CommandLine;

/** The program's entry. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code: 0 ok, 1 red, 2 usage, 3 unreachable. */
    public static void main(String[] arguments) {
        Logs.toTerminal();
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new TidemarkCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof ServiceException) {
                        command.getErr()
                                .println(command.getColorScheme().errorText("tidemark: ")
                                        + String.valueOf(e.getMessage()));
                        return ExitCodes.UNREACHABLE;
                    }
                    throw e;
                })
                .execute(arguments);
    }
}
