package dev.tidemark.cli.command;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of what was asked for: what cannot be meant is one sentence and exit status 2. */
final class Usage {

    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_SLOTS = 4_096;

    private Usage() {}

    /** The value, where making it finds nothing amiss. */
    static <T> T checked(CommandSpec command, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    static void require(CommandSpec command, Runnable check) {
        var unused = checked(command, () -> {
            check.run();
            return true;
        });
    }

    static void requirePort(CommandSpec command, int port) {
        require(command, "--port", port, 0, LARGEST_PORT);
    }

    static void requireSlots(CommandSpec command, int slots) {
        require(command, "--slots", slots, 0, MOST_SLOTS);
    }

    static void requireShare(CommandSpec command, String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ParameterException(command.commandLine(), "%s is %s: use 0 to 1".formatted(option, value));
        }
    }

    static void require(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(), "%s is %d: use %d to %d".formatted(option, value, least, most));
        }
    }
}
