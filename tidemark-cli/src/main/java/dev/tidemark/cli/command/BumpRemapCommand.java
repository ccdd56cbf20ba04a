package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.BumpDesk;
import dev.tidemark.cli.farm.FarmSets;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.FarmSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Publishes what was unmapped and is no longer. */
@Command(
        name = "remap",
        mixinStandardHelpOptions = true,
        description =
                "Looks at the releases of no known package again, with another table of names: publishes the bumps of"
                        + " those that it knows, and forgets those that it leaves out.",
        footer = {"", "Example:", "  tidemark bump remap --names names.txt --set nixpkgs"})
final class BumpRemapCommand implements Callable<Integer> {

    @Mixin
    private NamesOption names = new NamesOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        String set = names.set().orElseGet(() -> FarmSets.only(settings));
        IntakeReport report = new IntakeReport(Screen.standard(), false);
        new BumpDesk(names.naming(set), names.publisher(), report).remap(settings);
        return report.end() ? ExitCodes.OK : ExitCodes.RED;
    }
}
