package dev.tidemark.cli.command;

import dev.tidemark.cli.view.BumpView;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What became of bumps. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Shows bumps and where they stand; those that wait or are held with the reason and what can be done.",
        footer = {
            "",
            "Exit status: 0 when none is held, 1 when one is.",
            "",
            "Examples:",
            "  tidemark bump list --set demo --held",
            "  tidemark bump list -o json"
        })
final class BumpListCommand implements Callable<Integer> {

    @Option(names = "--set", paramLabel = "SET", description = "Of one set alone.")
    private @Nullable String set;

    @Option(names = "--held", description = "Those that are held alone.")
    private boolean held;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        return new BumpView(farm.reached()).list(Optional.ofNullable(set), held, output.asked(watch))
                ? ExitCodes.RED
                : ExitCodes.OK;
    }
}
