package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.WishDesk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whose wish it is, and who says so. */
final class WhoseOption {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PERSON",
            description = "A handle as the sets have it, team:NAME, or operators.")
    private String person = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so. Default: PERSON.")
    private @Nullable String by;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    WishDesk.Whose whose() {
        if (person.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "Say whose wish it is: a handle, team:NAME, or operators");
        }
        return Usage.checked(command, () -> new WishDesk.Whose(person, by == null ? person : by));
    }
}
