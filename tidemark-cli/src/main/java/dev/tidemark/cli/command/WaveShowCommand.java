package dev.tidemark.cli.command;

import dev.tidemark.cli.view.WaveView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one wave. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a wave, and which of its jobs stand or were left out, with the reason.",
        footer = {
            "",
            "Exit status: 0, or 1 when the wave is red or halted.",
            "",
            "Examples:",
            "  tidemark wave show demo-1-3f9c2a71",
            "  tidemark wave show demo-1-3f9c2a71 -o json | jq '.jobs[] | select(.state == \"REGRESSED\")'"
        })
final class WaveShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String name = "";

    @Option(names = "--all", description = "All of its jobs. In json and yaml they always are there.")
    private boolean all;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        return new WaveView(farm.reached()).show(name, all, output.form()) ? ExitCodes.OK : ExitCodes.RED;
    }
}
