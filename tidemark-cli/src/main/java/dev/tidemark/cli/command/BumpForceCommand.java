package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Clock;
import java.util.List;
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
        int version = bump.lastIndexOf('@');
        if (version < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"%s\" names no version: write SET:PACKAGE@VERSION, such as demo:textkit@2.0".formatted(bump));
        }
        String actor = by.actor();
        String reason = by.reason();
        Release release = Usage.checked(
                spec,
                () -> new Release(
                        PackageId.parse(bump.substring(0, version)),
                        Optional.empty(),
                        bump.substring(version + 1),
                        BumpKind.ROUTINE,
                        actor,
                        Clock.systemUTC().instant(),
                        new Release.Details(
                                Optional.ofNullable(change), List.of(), Optional.of(reason), Optional.empty())));
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
