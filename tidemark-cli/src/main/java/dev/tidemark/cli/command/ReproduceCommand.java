package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.ReproductionDesk;
import dev.tidemark.notifier.http.StoredReproduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds again what a bump broke. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Builds again on this machine what a bump broke, from the recipe and the inputs that it was built from: what a",
            "breakage's page says to pipe into a shell. It runs the recipe without a sandbox and as you: look at it with",
            "--print first. It needs a shell, curl, tar, and what the recipe uses."
        },
        footer = {
            "",
            "Exit status: 0 when it builds here, 1 when it fails here too, 3 when there is nothing to build it from.",
            "",
            "Examples:",
            "  tidemark reproduce b-6f08ba02f0f4505d --print",
            "  tidemark reproduce b-6f08 tables --folder /tmp/tables",
            "  tidemark reproduce b-6f08 --notifier http://farm:8084",
            "  tidemark reproduce b-6f08 --artifacts .tidemark/farm/artifacts"
        })
final class ReproduceCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "BREAKAGE",
            description = "As breakage list shows it; its beginning is enough where no other begins so.")
    private String breakage = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PACKAGE",
            description = "Which of what regressed; may be left out where one package alone did.")
    private @Nullable String attribute;

    @Option(names = "--system", paramLabel = "SYSTEM", description = "For which, where it regressed on several.")
    private @Nullable String system;

    @ArgGroup(multiplicity = "0..1")
    private From from = new From();

    /** At most one of them. */
    static final class From {
        @Option(
                names = "--notifier",
                paramLabel = "URL",
                description = "What the notifier's links begin with. Default: http://127.0.0.1:8084")
        private String notifier = "http://127.0.0.1:8084";

        @Option(names = "--artifacts", paramLabel = "DIR", description = "The artifact store, in place of a notifier.")
        private @Nullable Path artifacts;
    }

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where it works, and what you find there afterwards. Default: a new one below that for temporary files.")
    private @Nullable Path folder;

    @Option(names = "--print", description = "Show the script, and run nothing.")
    private boolean print;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException, IOException {
        ReproductionDesk desk = new ReproductionDesk(farm.reached());
        ReproductionDesk.Wanted wanted =
                new ReproductionDesk.Wanted(breakage, Optional.ofNullable(attribute), Optional.ofNullable(system));
        if (from.artifacts == null) {
            return run(desk.served(wanted, from.notifier), Optional.ofNullable(folder));
        }
        Path where = where();
        StoredReproduction stored = desk.stored(wanted, from.artifacts, where.resolve("archives"));
        if (!print) {
            stored.unpack();
        }
        return run(stored.script(), Optional.of(where));
    }

    /** A new folder is made only for something to be put there. */
    private Path where() throws IOException {
        if (folder != null) {
            return folder.toAbsolutePath();
        }
        return print
                ? Path.of(System.getProperty("java.io.tmpdir"), "tidemark-reproduce")
                : Files.createTempDirectory("tidemark-reproduce-");
    }

    private int run(String script, Optional<Path> where) throws IOException, InterruptedException {
        if (print) {
            System.out.print(script);
            return ExitCodes.OK;
        }
        return switch (ReproductionDesk.run(script, where)) {
            case BUILT -> ExitCodes.OK;
            case FAILED -> ExitCodes.RED;
            case REFUSED -> ExitCodes.UNREACHABLE;
        };
    }
}
