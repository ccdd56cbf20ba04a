package dev.tidemark.cli.command;

import dev.tidemark.cli.view.WaveView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a wave to its end. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a wave until it has ended: what is built where, what fails, what it comes to.",
        footer = {
            "",
            "Exit status: 0 when it ends green or abandoned, 1 when red or halted.",
            "",
            "Example:",
            "  tidemark wave watch demo-1-3f9c2a71"
        })
final class WaveWatchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String name = "";

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        return new WaveView(farm.reached()).watch(name) ? ExitCodes.OK : ExitCodes.RED;
    }
}
