package dev.tidemark.planner.kafka;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PreparedGraph;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graphs in force as files beside the stores, so that a planner that is started again need not read all packages before it
 * goes on. A file is found by the checksum that its revision names, and carries its own against damage. What is missing, cut or of
 * another release is read from the topic instead, and what cannot be written is told and done without. Belongs to one thread.
 */
final class KeptGraphs {

    private static final Logger LOG = LoggerFactory.getLogger(KeptGraphs.class);
    private static final String SUFFIX = ".graph";

    private final Optional<Path> folder;

    /** @param folder made when there is something to keep; empty: nothing is kept */
    KeptGraphs(Optional<Path> folder) {
        this.folder = folder;
    }

    /** The graph of a revision; empty when it was not kept, or not well. */
    Optional<PackageGraph> of(GraphRevision revision) {
        return folder.flatMap(in -> read(in, revision));
    }

    private static Optional<PackageGraph> read(Path in, GraphRevision revision) {
        try {
            // Not mapped: a mapping holds the file, and its disk, until it is collected.
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(in, revision)));
            return Optional.of(PreparedGraph.read(bytes)).filter(graph -> isOf(revision, graph));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.atInfo()
                    .addKeyValue("set", revision.getSet())
                    .addKeyValue("reason", e.getMessage())
                    .log("the kept graph is of no use; its packages are read from their topic");
            return Optional.empty();
        }
    }

    /** The same packages may have been imported again, under another number or name. */
    private static boolean isOf(GraphRevision revision, PackageGraph graph) {
        return graph.set().equals(revision.getSet())
                && graph.sequence() == revision.getSequence()
                && graph.revision().equals(revision.getRevision())
                && graph.isEstimate() == revision.getEvaluated();
    }

    /** Takes the place of what was kept of the set before, in one step. */
    void keep(GraphRevision revision, PackageGraph graph) {
        folder.ifPresent(in -> keep(in, revision, graph));
    }

    private static void keep(Path in, GraphRevision revision, PackageGraph graph) {
        Path whole = file(in, revision);
        Path part = in.resolve(graph.set() + ".part");
        try {
            Files.createDirectories(in);
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = PreparedGraph.write(graph);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            removeFormer(in, graph.set());
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | DirectoryIteratorException | ArithmeticException e) { // The last: more than 2 GiB.
            LOG.atWarn()
                    .addKeyValue("set", revision.getSet())
                    .addKeyValue("reason", e.toString())
                    .log("the graph is not kept in %s, so that the next start reads all packages: make room there"
                            .formatted(in));
        }
    }

    private static void removeFormer(Path in, String set) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(in, file -> isOfSet(file, set))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A set's name may begin as another's does, and may have dots; a checksum has none. */
    private static boolean isOfSet(Path file, String set) {
        String name = file.getFileName().toString();
        int checksum = name.lastIndexOf('.', name.length() - SUFFIX.length() - 1);
        return name.endsWith(SUFFIX)
                && checksum > 0
                && name.substring(0, checksum).equals(set);
    }

    /** @throws IllegalArgumentException for a revision that no importer wrote, before its words become a path */
    private static Path file(Path in, GraphRevision revision) {
        String set = new PackageId(revision.getSet(), PackageId.WORKSPACE).set();
        return in.resolve(set + "." + new Sha256(revision.getChecksum()).hex() + SUFFIX);
    }
}
