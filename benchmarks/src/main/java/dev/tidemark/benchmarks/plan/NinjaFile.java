package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.PackageGraph;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A graph as Ninja reads it: every package an output whose inputs are what it needs. */
final class NinjaFile {

    private NinjaFile() {}

    /** Cut edges are left out: Ninja refuses cycles. */
    static void write(PackageGraph graph, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("rule build\n  command = build $out\n");
            for (int index = 0; index < graph.size(); index++) {
                out.write("build ");
                out.write(graph.attribute(index));
                out.write(": build");
                for (int needed : graph.dependenciesOf(index)) {
                    out.write(' ');
                    out.write(graph.attribute(needed));
                }
                out.write('\n');
            }
        }
    }
}
