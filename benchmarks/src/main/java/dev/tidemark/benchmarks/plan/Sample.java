package dev.tidemark.benchmarks.plan;

import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Leniency;
import dev.tidemark.intake.SetGraph;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The sample of nixpkgs 17.09: what benchmarks ask of a real distribution. */
public final class Sample {

    private Sample() {}

    /**
     * Where it lies.
     *
     * @param home the folder with the samples
     */
    public static Path of(Path home) {
        return home.resolve("samples/nixpkgs-17.09.jsonl.zst");
    }

    /** Its graph, with edges of every kind. */
    public static PackageGraph read(Path home) throws InterruptedException {
        return set(home).toGraph(EnumSet.allOf(EdgeKind.class));
    }

    public static SetGraph set(Path home) throws InterruptedException {
        GraphRequest request = new GraphRequest(
                Optional.empty(), List.of(of(home)), Optional.empty(), Optional.empty(), Optional.empty());
        return GraphFile.reading(request, Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                .graph();
    }
}
