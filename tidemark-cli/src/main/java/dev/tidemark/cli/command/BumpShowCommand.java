package dev.tidemark.cli.command;

import dev.tidemark.cli.view.BumpView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What became of one bump. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows all that is known of a bump: where it stands and since when, why, what carried it, who published it, and",
            "what superseded it."
        },
        footer = {
            "",
            "Exit status: 0, or 1 when it is held.",
            "",
            "Examples:",
            "  tidemark bump show demo:textkit@2.0",
            "  tidemark bump show demo:textkit@1.0 --change fix.patch -o json"
        })
final class BumpShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SET:PACKAGE@VERSION", description = "As tidemark bump list shows it.")
    private String bump = "";

    @Option(names = "--change", paramLabel = "TEXT", description = "Its change, where it has one.")
    private @Nullable String change;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (bump.indexOf(':') < 0 || bump.indexOf('@') < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"%s\" names no bump: write SET:PACKAGE@VERSION, such as demo:textkit@2.0".formatted(bump));
        }
        String key = bump + Optional.ofNullable(change).map(what -> "@" + what).orElse("");
        return new BumpView(farm.reached()).show(key, output.form()) ? ExitCodes.RED : ExitCodes.OK;
    }
}
