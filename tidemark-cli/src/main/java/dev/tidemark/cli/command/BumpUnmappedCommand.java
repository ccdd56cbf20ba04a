package dev.tidemark.cli.command;

import dev.tidemark.cli.view.BumpView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What upstream released and nobody knows whose it is. */
@Command(
        name = "unmapped",
        mixinStandardHelpOptions = true,
        description = "Shows releases of which no table of names said whose package they are: of each name the newest.",
        footer = {
            "",
            "Exit status: 0 when there is none, 1 when there is one.",
            "",
            "Example:",
            "  tidemark bump unmapped --set nixpkgs"
        })
final class BumpUnmappedCommand implements Callable<Integer> {

    @Option(names = "--set", paramLabel = "SET", description = "Of one set alone.")
    private @Nullable String set;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        return new BumpView(farm.reached()).unmapped(Optional.ofNullable(set), output.asked(watch))
                ? ExitCodes.RED
                : ExitCodes.OK;
    }
}
