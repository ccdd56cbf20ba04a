package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.UnmappedRelease;
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
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        List<UnmappedRelease> shown = new Listing<>(
                        new FarmTopic<>(farm.reached(), Topics.UNMAPPED_RELEASE, UnmappedRelease.class),
                        each -> set == null || each.getSet().equals(set),
                        List.of(
                                new Listing.Column<>("SET", UnmappedRelease::getSet),
                                new Listing.Column<>("NAME", UnmappedRelease::getName),
                                new Listing.Column<>("RELEASE", UnmappedRelease::getTo),
                                new Listing.Column<>("SEEN", each -> Columns.moment(each.getSeenAt())),
                                new Listing.Column<>("BY", UnmappedRelease::getPublisher),
                                new Listing.Column<>("WHY", UnmappedRelease::getReason)),
                        "Every release is of a known package.",
                        page -> page.screen()
                                .wrapped(
                                        "\n", "Give their names to a table, then: tidemark bump remap --names FILE", 4))
                .show(output.form(), watch);
        return shown.isEmpty() ? ExitCodes.OK : ExitCodes.RED;
    }
}
