package dev.tidemark.cli.command;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.watcher.NameTable;
import dev.tidemark.intake.watcher.Naming;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whose packages releases are, and in whose name their bumps are published. */
final class NamesOption {

    @Option(
            names = "--names",
            paramLabel = "FILE",
            description = "The table of names: which project is which package (docs/write-a-watcher.md).")
    private @Nullable Path table;

    @Option(
            names = "--set",
            paramLabel = "SET",
            description = "The set whose packages they are. Default: the farm's, where it has one.")
    private @Nullable String set;

    @Option(names = "--publisher", paramLabel = "NAME", description = "Who says so. Default: the name of this account.")
    private String publisher = BumpCommand.asPublisher(System.getProperty("user.name", ""));

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    Optional<String> set() {
        return Optional.ofNullable(set);
    }

    String publisher() {
        return publisher;
    }

    /** @throws ServiceException when the table cannot be used, with the next step */
    Naming naming(String of) {
        Usage.require(command, () -> {
            var unused = new PackageId(of, "any");
        });
        try {
            return new Naming(table == null ? NameTable.EMPTY : NameTable.read(table), of);
        } catch (IntakeException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
