package dev.tidemark.cli.command;

import dev.tidemark.cli.view.WaveView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows all waves. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows every wave and where it stands.",
        footer = {"", "Examples:", "  tidemark wave list", "  tidemark wave list --set demo --watch"})
final class WaveListCommand implements Callable<Integer> {

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
        new WaveView(farm.reached()).list(Optional.ofNullable(set), output.asked(watch));
        return ExitCodes.OK;
    }
}
