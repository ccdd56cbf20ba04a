package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import java.util.List;
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

    private static final int INDENT = 4;

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
        List<Bump> shown = new Listing<>(
                        new FarmTopic<>(farm.reached(), Topics.BUMP, Bump.class),
                        bump -> (set == null || set.equals(bump.getSet())) && (!held || isHeld(bump)),
                        List.of(
                                new Listing.Column<>("BUMP", Topics.BUMP.key()::of),
                                new Listing.Column<>(
                                        "STATE", bump -> bump.getState().name()),
                                new Listing.Column<>("SINCE", bump -> Columns.moment(bump.getSince())),
                                new Listing.Column<>("UNTIL", bump -> Columns.moment(bump.getUntil())),
                                new Listing.Column<>(
                                        "WHY",
                                        bump -> bump.getReason()
                                                .or(bump::getWave)
                                                .orElse(""))),
                        held
                                ? "No bump is held."
                                : "No bumps yet. To publish one: tidemark bump SET:PACKAGE --to VERSION",
                        BumpListCommand::nextSteps)
                .show(output.form(), watch);
        return shown.stream().anyMatch(BumpListCommand::isHeld) ? ExitCodes.RED : ExitCodes.OK;
    }

    private static boolean isHeld(Bump bump) {
        return bump.getState() == BumpState.HELD;
    }

    private static void nextSteps(Listing.Page<Bump> page) {
        List<String> steps = page.rows().stream()
                .filter(bump -> isHeld(bump) || bump.getState() == BumpState.WAITING)
                .flatMap(bump -> bump.getNextStep().stream())
                .distinct()
                .toList();
        if (!steps.isEmpty()) {
            page.screen().line("");
            steps.forEach(step -> page.screen().wrapped("", Screen.printable(step), INDENT));
        }
    }
}
