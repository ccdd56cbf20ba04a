package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Opens waves by hand. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = {
            "Opens a wave at once for each of these bumps, whatever holds them, as tidemark bump force does. One that"
                    + " nobody published yet is published by it.",
            "Bumps that are to share a wave are a group of the policy."
        },
        footer = {"", "Example:", "  tidemark wave open demo:textkit@2.0 --by ada --reason \"the freeze is over\""})
final class WaveOpenCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SET:PACKAGE@VERSION", arity = "1..*", description = "What changes, and to which version.")
    private List<String> bumps = new ArrayList<>();

    @Mixin
    private SignatureOption by = new SignatureOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        // What cannot be meant is said before any is published.
        List<Release> releases = bumps.stream()
                .map(bump -> ForcedBump.release(spec, bump, null, by))
                .toList();
        Intake intake = new Intake(farm.reached());
        for (Release release : releases) {
            intake.publish(release);
            Screen.standard()
                    .line("%s → %s opens a wave; follow it with: tidemark watch".formatted(release.of(), release.to()));
        }
        return ExitCodes.OK;
    }
}
