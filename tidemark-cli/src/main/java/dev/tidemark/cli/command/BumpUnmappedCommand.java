package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.BumpDesk;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.event.UnmappedRelease;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        List<UnmappedRelease> kept = BumpDesk.unmapped(farm.reached()).stream()
                .filter(each -> set == null || each.getSet().equals(set))
                .toList();
        Screen screen = Screen.standard();
        if (kept.isEmpty()) {
            screen.line("Every release is of a known package.");
            return ExitCodes.OK;
        }
        Table table = new Table("SET", "NAME", "RELEASE", "SEEN", "BY", "WHY");
        kept.forEach(each -> table.row(
                each.getSet(),
                Screen.printable(each.getName()),
                Screen.printable(each.getTo()),
                each.getSeenAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                Screen.printable(each.getPublisher()),
                Screen.printable(each.getReason())));
        table.print(screen);
        screen.line("");
        screen.line("Give their names to a table, then: tidemark bump remap --names FILE");
        return ExitCodes.RED;
    }
}
