package dev.tidemark.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who wants something of a wave, and why. Both are kept with what they change. */
final class SignatureOption {

    private static final int MOST_CHARACTERS = 256;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who says so.")
    private String actor = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, as a sentence.")
    private String reason = "";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    String actor() {
        return checked(command, "--by", actor);
    }

    String reason() {
        return checked(command, "--reason", reason);
    }

    /** The text of an option that is kept with what it is about. */
    static String checked(CommandSpec command, String option, String text) {
        if (text.isBlank() || text.length() > MOST_CHARACTERS || text.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s takes one line of 1 to %d characters".formatted(option, MOST_CHARACTERS));
        }
        return text;
    }
}
