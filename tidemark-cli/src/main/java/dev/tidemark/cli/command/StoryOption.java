package dev.tidemark.cli.command;

import dev.tidemark.cli.graph.History;
import dev.tidemark.graph.impact.BuildTimes;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the story of a simulation is drawn from. */
final class StoryOption {

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of all that is drawn: other seeds, other stories. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--durations",
            paramLabel = "FILE",
            description = "How long builds take, as docs/formats/history.md says. Default: drawn from what a rebuild of"
                    + " Debian took.")
    private @Nullable Path durations;

    long seed() {
        return seed;
    }

    /** How long builds take. */
    BuildTimes times() {
        return Optional.ofNullable(durations).map(History::read).orElseGet(BuildTimes::none);
    }
}
