package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.Release;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a bump taken up. */
@Command(
        name = "force",
        mixinStandardHelpOptions = true,
        description = "Has a bump taken up whatever holds it, as long as its package exists.",
        footer = {"", "Example:", "  tidemark bump force demo:textkit@2.0 --by ada --reason \"the freeze is over\""})
final class BumpForceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SET:PACKAGE@VERSION", description = "As tidemark bump list shows it.")
    private String bump = "";

    @Option(names = "--change", paramLabel = "TEXT", description = "Its change, where it has one.")
    private @Nullable String change;

    @Mixin
    private SignatureOption by = new SignatureOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Release release = ForcedBump.release(spec, bump, change, by);
        new Intake(farm.reached()).publish(release);
        Screen.standard()
                .wrapped(
                        "",
                        "%s is forced; see what becomes of it: tidemark bump list --set %s"
                                .formatted(bump, release.of().set()),
                        4);
        return ExitCodes.OK;
    }
}
