package dev.tidemark.cli.graph;

import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PreparedGraph;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.GraphReading;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.GraphSources;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Leniency;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A graph that lies in files: anything that can be imported, or a graph that was prepared. */
public final class GraphFile {

    private static final int MARK_BYTES = 8;

    private GraphFile() {}

    /**
     * A graph, and what a person should know of how it came about.
     *
     * @param graph to be asked
     * @param remarks what was left out, and why, a sentence each
     */
    public record Loaded(PackageGraph graph, List<String> remarks) {

        public Loaded {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Reads it.
     *
     * @param kinds of the edges that count
     * @throws ServiceException when it cannot, with the next step
     */
    public static Loaded read(GraphRequest request, Leniency leniency, Set<EdgeKind> kinds, ImportProgress progress)
            throws InterruptedException {
        Optional<PackageGraph> prepared = prepared(request);
        if (prepared.isPresent()) {
            return new Loaded(prepared.get().withKinds(kinds), List.of());
        }
        GraphReading reading = reading(request, Optional.empty(), leniency, progress);
        return new Loaded(reading.graph().toGraph(kinds), remarks(reading));
    }

    /**
     * Reads what is to be published.
     *
     * @param revision what to call it; empty: as its source says, or after its content
     * @throws ServiceException when it cannot, with the next step
     */
    public static GraphReading reading(
            GraphRequest request, Optional<String> revision, Leniency leniency, ImportProgress progress)
            throws InterruptedException {
        try {
            GraphSource source = GraphSources.open(request);
            return GraphDraft.read(source.reader(), source.set(), revision.or(source::revision), leniency, progress);
        } catch (IntakeException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw e.getCause() instanceof NoSuchFileException
                    ? new UsageException(String.valueOf(e.getMessage()), e)
                    : new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What a person should know of a reading, a sentence each. */
    public static List<String> remarks(GraphReading reading) {
        List<String> remarks = new ArrayList<>(reading.notes());
        if (reading.problems().count() > 0) {
            remarks.add("left out for %,d problems:\n%s"
                    .formatted(reading.problems().count(), reading.problems().listed()));
        }
        return remarks;
    }

    private static Optional<PackageGraph> prepared(GraphRequest request) {
        Path file = request.paths().getFirst();
        if (request.paths().size() > 1 || request.format().isPresent() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer mark = ByteBuffer.allocate(MARK_BYTES);
            channel.read(mark);
            if (!PreparedGraph.isOne(mark.flip())) {
                return Optional.empty();
            }
            return Optional.of(PreparedGraph.read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
        } catch (IOException e) {
            throw new ServiceException("%s cannot be read (%s): check the path".formatted(file, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    "%s cannot be used, %s: make it anew with tidemark graph prepare".formatted(file, e.getMessage()),
                    e);
        }
    }

    /**
     * Writes a prepared graph, which takes its place in one step.
     *
     * @throws ServiceException when it cannot, with the next step
     */
    public static void prepare(PackageGraph graph, Path file) {
        Path whole = file.toAbsolutePath().normalize();
        if (whole.getFileName() == null || (Files.exists(whole) && !Files.isRegularFile(whole))) {
            throw new UsageException("%s is no file: name one that may be written".formatted(file));
        }
        Path beside = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = PreparedGraph.write(graph);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                Files.move(beside, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be written (%s): see that the folder is there and has room"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
