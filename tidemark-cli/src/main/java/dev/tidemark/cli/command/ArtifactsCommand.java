package dev.tidemark.cli.command;

import dev.tidemark.cli.artifact.Pruning;
import dev.tidemark.cli.artifact.References;
import dev.tidemark.cli.farm.FarmReferences;
import dev.tidemark.cli.view.PruningView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What lies in a farm's artifact store. */
@Command(
        name = "artifacts",
        mixinStandardHelpOptions = true,
        description = "The artifact store: outputs, logs of failures, workspaces and recipes, by their digests.")
final class ArtifactsCommand {

    /** Longer than any build, and than it takes until its result is known. */
    private static final Duration LEAST = Duration.ofDays(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Removes what nothing refers to. */
    @Command(
            name = "prune",
            mixinStandardHelpOptions = true,
            description = {
                "Removes what nothing of the farm refers to any more, unless it was stored of late. Everything stays of waves that are"
                        + " not over; the logs of a breakage, and what it takes to build it again, stay until it has been mended for as"
                        + " long as --keep says; the outputs of green waves stay. Agents may go on meanwhile.",
                "Run it where the store's folder is, as the user of its agents. Nix caches are not looked into."
            },
            footer = {
                "",
                "Examples:",
                "  tidemark artifacts prune --dry-run",
                "  tidemark artifacts prune --artifacts /srv/tidemark/artifacts --keep 90d",
                "  tidemark artifacts prune --dry-run -o json | jq -r '.going[].file'"
            })
    int prune(
            @Option(
                            names = "--artifacts",
                            paramLabel = "DIR",
                            defaultValue = ".tidemark/farm/artifacts",
                            description = "The farm's artifact store, as its agents have it. Default: ${DEFAULT-VALUE},"
                                    + " that of tidemark up.")
                    Path artifacts,
            @Option(
                            names = "--keep",
                            paramLabel = "TIME",
                            defaultValue = "30d",
                            converter = Times.class,
                            description =
                                    "Whatever was stored since stays. Longer than the planners were ever away, and"
                                            + " a day at least. Default: ${DEFAULT-VALUE}.")
                    Duration keep,
            @Option(
                            names = "--outputs",
                            description =
                                    "Outputs of abandoned waves too. A later wave that asks for the same builds takes"
                                            + " them for built: what it reads of them is then built again first, the rest is not.")
                    boolean outputs,
            @Option(names = "--dry-run", description = "Remove nothing; say what would be.") boolean dryRun,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        if (keep.compareTo(LEAST) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--keep is less than a day: what was just stored is not known to all yet; write 1d or more");
        }
        Instant since = Clock.systemUTC().instant().minus(keep);
        References references = FarmReferences.read(farm.reached(), new References.Rules(since, !outputs));
        Pruning pruning = Pruning.look(artifacts, references);
        PruningView.print(pruning, dryRun ? Optional.empty() : Optional.of(pruning.remove()), output.form());
        return ExitCodes.OK;
    }
}
