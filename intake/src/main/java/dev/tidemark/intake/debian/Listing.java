package dev.tidemark.intake.debian;

import java.util.List;
import java.util.Optional;

/** The names and versions in all indices: what the first reading keeps of an archive. Belongs to one thread. */
final class Listing {

    private final DebianArchitecture architecture;
    private final Newest<SourceEntry> sources = new Newest<>();
    private final Newest<BinaryEntry> binaries = new Newest<>();
    private int extraSources;
    private int foreignBinaries;

    Listing(DebianArchitecture architecture) {
        this.architecture = architecture;
    }

    /** @throws IllegalArgumentException when it is no source; the message is a part of a sentence */
    void addSource(Paragraph paragraph) {
        SourceEntry source = SourceEntry.of(paragraph, architecture);
        if (paragraph.get("Extra-Source-Only").equalsIgnoreCase("yes")) {
            extraSources++;
        } else {
            sources.offer(source);
        }
    }

    /** @throws IllegalArgumentException when it is no binary package; the message is a part of a sentence */
    void addBinary(Paragraph paragraph) {
        BinaryEntry binary = BinaryEntry.of(paragraph);
        List<String> architectures = paragraph.words("Architecture");
        if (architectures.isEmpty() || architecture.builds(architectures)) {
            binaries.offer(binary);
        } else {
            foreignBinaries++;
        }
    }

    Newest<SourceEntry> sources() {
        return sources;
    }

    Newest<BinaryEntry> binaries() {
        return binaries;
    }

    /** Sources that the archive keeps only because something was built with them. */
    int extraSources() {
        return extraSources;
    }

    /** Binary packages for other architectures. */
    int foreignBinaries() {
        return foreignBinaries;
    }

    /** Whether the paragraph describes a source that is in the graph, in the version that is. */
    boolean isListedSource(Paragraph paragraph) {
        SourceEntry source = sources.get(paragraph.get("Package"));
        return source != null && source.origin().equals(paragraph.origin());
    }

    /** The source of the binary package that the paragraph describes; empty when another paragraph describes it. */
    Optional<String> listedBuilder(Paragraph paragraph) {
        BinaryEntry binary = binaries.get(paragraph.get("Package"));
        if (binary == null || !binary.origin().equals(paragraph.origin())) {
            return Optional.empty();
        }
        return Optional.of(binary.source());
    }
}
