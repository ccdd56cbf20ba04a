package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import dev.tidemark.intake.PackageReader;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One package for each source of a Debian archive, with edges to the sources that build what it needs: BUILD and CHECK by its
 * build dependencies, RUNTIME by the dependencies of its binary packages. Every index is read twice, first for the names and
 * then for the edges. In between names, versions and edges at run time are held: all of Debian 12 is read with a heap of 64 MB.
 */
public final class DebianReader implements PackageReader {

    static {
        TrustedEvents.declare();
    }

    /** What is wrong with an index was told when it was first read. */
    private static final IndexParser.Flaws TOLD_BEFORE = new IndexParser.Flaws() {
        @Override
        public void problem(Origin origin, String reason) {}

        @Override
        public void cutOff(Origin origin, String reason) {}
    };

    private static final List<String> RUNTIME_FIELDS = List.of("Package", "Pre-Depends", "Depends");

    private final DebianArchive archive;

    public DebianReader(DebianArchive archive) {
        this.archive = archive;
    }

    @Override
    public void read(PackageSink sink) throws IOException {
        List<IndexFile> indices = IndexFile.among(archive.indices());
        long bytes = indices.stream().mapToLong(IndexFile::bytes).sum();
        new Reading(sink, indices, new Progress(sink, 2 * bytes)).run();
    }

    /** The archive, read once through into a sink. */
    private final class Reading {

        private final PackageSink sink;
        private final List<IndexFile> indices;
        private final Progress progress;
        private final Listing listing = new Listing(archive.architecture());
        private int refused;

        /** Of the first reading; what is wrong with an index is told once. */
        private final IndexParser.Flaws told = new IndexParser.Flaws() {
            @Override
            public void problem(Origin origin, String reason) {
                sink.problem(origin, reason);
            }

            @Override
            public void cutOff(Origin origin, String reason) {
                sink.cutOff(origin, reason);
            }
        };

        Reading(PackageSink sink, List<IndexFile> indices, Progress progress) {
            this.sink = sink;
            this.indices = indices;
            this.progress = progress;
        }

        void run() throws IOException {
            each(IndexFile.Kind.SOURCES, SourceEntry.FIELDS, told, listed(listing::addSource));
            each(IndexFile.Kind.PACKAGES, BinaryEntry.FIELDS, told, listed(listing::addBinary));
            Needs needs = new Needs(new Binaries(listing.sources(), listing.binaries()), archive.architecture());
            Edges edges = new Edges(needs);
            each(IndexFile.Kind.PACKAGES, RUNTIME_FIELDS, TOLD_BEFORE, paragraph -> addRuntime(paragraph, edges));
            SourcePackages packages = new SourcePackages(archive, edges);
            each(IndexFile.Kind.SOURCES, SourcePackages.FIELDS, TOLD_BEFORE, paragraph -> take(paragraph, packages));
            tellNotes(needs.unresolved(), edges.selfDependent());
        }

        private void each(IndexFile.Kind kind, List<String> fields, IndexParser.Flaws flaws, Consumer<Paragraph> taker)
                throws IOException {
            IndexParser parser = new IndexParser(fields, progress, flaws);
            for (IndexFile index : indices) {
                if (index.kind() == kind) {
                    parser.read(index, taker);
                }
            }
        }

        private Consumer<Paragraph> listed(Consumer<Paragraph> list) {
            return paragraph -> {
                try {
                    list.accept(paragraph);
                } catch (IllegalArgumentException e) {
                    sink.problem(paragraph.origin(), String.valueOf(e.getMessage()));
                }
            };
        }

        private void addRuntime(Paragraph paragraph, Edges edges) {
            listing.listedBuilder(paragraph).ifPresent(source -> {
                edges.addRuntime(source, paragraph.get("Pre-Depends"));
                edges.addRuntime(source, paragraph.get("Depends"));
            });
        }

        private void take(Paragraph paragraph, SourcePackages packages) {
            if (listing.isListedSource(paragraph)) {
                Package node = packages.of(paragraph);
                refused += node.getRefusals().isEmpty() ? 0 : 1;
                sink.take(node, paragraph.origin());
            }
        }

        private void tellNotes(Omitted unresolved, Omitted selfDependent) {
            note(
                    listing.sources().passedOver(),
                    "paragraphs of sources passed over for a newer version or an equal one");
            note(
                    listing.extraSources(),
                    "sources passed over that are kept only for what was built with them (Extra-Source-Only)");
            note(
                    listing.binaries().passedOver(),
                    "paragraphs of binary packages passed over for a newer version or an equal one");
            note(listing.foreignBinaries(), "binary packages of other architectures passed over");
            note(refused, "sources refused: they are not built for " + archive.system());
            note(unresolved.count(), "dependencies left out that nothing in the indices meets: " + unresolved.named());
            note(
                    selfDependent.count(),
                    "sources that need themselves to build, without an edge for it: " + selfDependent.named());
            if (indices.stream().noneMatch(index -> index.kind() == IndexFile.Kind.PACKAGES)) {
                sink.note("no Packages index: there are no edges at run time, and virtual packages are not known");
            }
        }

        private void note(int count, String what) {
            if (count > 0) {
                sink.note(String.format(Locale.ROOT, "%,d %s", count, what));
            }
        }
    }
}
