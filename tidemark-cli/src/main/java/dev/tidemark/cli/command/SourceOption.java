package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSources;
import dev.tidemark.intake.Leniency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a graph in files is to be read. */
final class SourceOption {

    /** What help and completion offer. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return GraphSources.formats().iterator();
        }
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Formats.class,
            description = "What it is written in: ${COMPLETION-CANDIDATES}. Default: guessed.")
    private @Nullable String format;

    @Option(names = "--set", paramLabel = "NAME", description = "The set's name. Default: as the source calls it.")
    private @Nullable String set;

    @Option(
            names = "--system",
            paramLabel = "SYSTEM",
            description =
                    "For packages that name none, such as x86_64-linux. Default: as the source says, or what this machine is.")
    private @Nullable String system;

    @Option(
            names = "--mapping",
            paramLabel = "NAME|FILE",
            description = "Which field of a foreign line is which (docs/formats/jsonl.md). Default: guessed.")
    private @Nullable String mapping;

    @Option(names = "--lenient", description = "Leave out what is broken, and name it, rather than refuse the whole.")
    private boolean lenient;

    Optional<String> set() {
        return Optional.ofNullable(set);
    }

    GraphRequest request(List<Path> paths) {
        return new GraphRequest(
                Optional.ofNullable(format),
                paths,
                Optional.ofNullable(set),
                Optional.ofNullable(system).or(() -> systemOfSet(paths)),
                Optional.ofNullable(mapping));
    }

    /** A set in a folder is built on this machine, unless it says otherwise. */
    private static Optional<String> systemOfSet(List<Path> paths) {
        boolean set = paths.stream().allMatch(path -> Files.isRegularFile(path.resolve("set.json")));
        return set ? Optional.of(AgentSettings.thisSystem()) : Optional.empty();
    }

    Leniency leniency() {
        return lenient ? Leniency.LENIENT : Leniency.STRICT;
    }
}
