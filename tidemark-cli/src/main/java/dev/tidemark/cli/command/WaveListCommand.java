package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Wave;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        var unused = new Listing<>(
                        new FarmTopic<>(farm.reached(), Topics.WAVE, Wave.class),
                        wave -> set == null || set.equals(wave.getSet()),
                        List.of(
                                new Listing.Column<>("WAVE", Wave::getWave),
                                new Listing.Column<>(
                                        "STATE", wave -> wave.getState().name()),
                                new Listing.Column<>("BUMPS", WaveListCommand::bumps),
                                new Listing.Column<>("JOBS", WaveListCommand::jobs)),
                        "No waves yet. A bump opens one: tidemark bump SET:PACKAGE --to VERSION",
                        page -> {})
                .show(output.form(), watch);
        return ExitCodes.OK;
    }

    /** One in full; of several the first and how many more. */
    private static String bumps(Wave wave) {
        int more = wave.getBumps().size() - 1;
        return wave.getBumps().stream().findFirst().map(Columns::bump).orElse(Columns.NOTHING)
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    /** {@code 12: 8 SUCCEEDED, 4 RUNNING}. */
    static String jobs(Wave wave) {
        return wave.getJobs()
                + ": "
                + wave.getCounts().stream().map(WaveListCommand::count).collect(Collectors.joining(", "));
    }

    private static String count(StateCount count) {
        return count.getJobs() + " " + count.getState();
    }
}
