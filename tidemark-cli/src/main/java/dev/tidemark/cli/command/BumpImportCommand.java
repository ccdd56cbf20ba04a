package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.BumpDesk;
import dev.tidemark.cli.farm.BumpDesk.Text;
import dev.tidemark.cli.farm.FarmSets;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Packed;
import dev.tidemark.intake.watcher.FormatGuess;
import dev.tidemark.intake.watcher.WatcherFormat;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes what release watchers write. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes bumps as release watchers write them. The same bump again is the same bump, so a watcher may"
                    + " repeat itself. What comes from standard input is published while it comes."
        },
        footer = {
            "",
            "Exit status: 0, or 1 when something in it could not be read.",
            "",
            "Examples:",
            "  nvchecker -c versions.toml --logger=json | tidemark bump import -",
            "  git log --oneline origin/master@{1}.. | tidemark bump import --format titles -",
            "  tidemark bump import --set nixpkgs --names names.txt --dry-run releases.json",
            "",
            "Formats and the table of names: docs/write-a-watcher.md."
        })
final class BumpImportCommand implements Callable<Integer> {

    /** What help and completion offer. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(WatcherFormat.values())
                    .map(WatcherFormat::label)
                    .iterator();
        }
    }

    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "FILE|-", arity = "1..*", description = "Plain, gzip or zstd; - for standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "What it is written in: ${COMPLETION-CANDIDATES}. Default: guessed.")
    private @Nullable String format;

    @Option(names = "--dry-run", description = "Tell what would be published, and publish nothing.")
    private boolean dryRun;

    @Mixin
    private NamesOption names = new NamesOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Optional<WatcherFormat> named =
                Optional.ofNullable(format).map(label -> Usage.checked(spec, () -> WatcherFormat.named(label)));
        if (files.stream().filter(STANDARD_INPUT::equals).count() > 1) {
            throw new ParameterException(spec.commandLine(), "Standard input can be read once: name - once");
        }
        Optional<FarmSettings> reached =
                dryRun && names.set().isPresent() ? Optional.empty() : Optional.of(farm.reached());
        String set = names.set().orElseGet(() -> FarmSets.only(reached.orElseThrow()));
        IntakeReport report = new IntakeReport(Screen.standard(), dryRun);
        BumpDesk desk = new BumpDesk(names.naming(set), names.publisher(), report);
        for (String file : files) {
            take(file, named, desk, reached.filter(settings -> !dryRun));
        }
        return report.end() ? ExitCodes.OK : ExitCodes.RED;
    }

    private static void take(
            String file, Optional<WatcherFormat> named, BumpDesk desk, Optional<FarmSettings> reached) {
        String name = file.equals(STANDARD_INPUT)
                ? "standard input"
                : String.valueOf(Path.of(file).getFileName());
        try (InputStream bytes =
                Packed.unpacked(file.equals(STANDARD_INPUT) ? System.in : InputText.opened(Path.of(file)))) {
            FormatGuess guess = named.isPresent() ? new FormatGuess(named, bytes) : FormatGuess.of(name, bytes);
            if (guess.format().isPresent()) {
                Text text = new Text(name, guess.format().get(), guess.text());
                reached.ifPresentOrElse(settings -> desk.take(text, settings), () -> desk.tell(text));
            }
        } catch (IntakeException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be read (%s): check it, and try again".formatted(name, e.getMessage()), e);
        }
    }
}
