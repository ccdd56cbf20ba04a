package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdInputStream;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.GraphSources;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Leniency;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a bump reaches in nixpkgs 17.09, against the numbers that whoever evaluated it wrote beside each package: they come
 * from Nix, not from here.
 */
final class NixpkgsReachTest {

    private static final Path SAMPLE = Path.of("..", "samples", "nixpkgs-17.09.jsonl.zst");
    private static final Map<String, JsonNode> RECORDS = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // JUnit calls read before the tests.
    private static PackageGraph graph;

    @BeforeAll
    static void read() throws Exception {
        GraphSource source = GraphSources.open(new GraphRequest(
                Optional.empty(), List.of(SAMPLE), Optional.empty(), Optional.empty(), Optional.empty()));
        graph = GraphDraft.read(source.reader(), source.set(), Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                .graph()
                .toGraph(EnumSet.allOf(EdgeKind.class));
        readRecords();
    }

    private static void readRecords() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(Files.newInputStream(SAMPLE)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode each = json.readTree(line);
                RECORDS.put(each.get("attr").asText(), each);
            }
        }
    }

    @Test
    void every_package_reaches_as_many_as_its_own_record_says() {
        Map<String, Integer> ours = new TreeMap<>();
        Map<String, Integer> theirs = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            String attribute = graph.attribute(index);
            ours.put(
                    attribute,
                    Reached.of(graph, new int[] {index}, EdgePolicy.ALL).count() - 1);
        }
        RECORDS.forEach((attribute, each) ->
                theirs.put(attribute, each.get("dependents").asInt()));

        assertThat(ours).hasSize(13_961).isEqualTo(theirs);
        assertThat(ours)
                .containsEntry("glibc", 13_791)
                .containsEntry("zlib", 13_790)
                .containsEntry("openssl", 10_027)
                .containsEntry("llvm", 3_673)
                .containsEntry("python3", 2_114)
                .containsEntry("python27Packages.numpy", 289)
                .containsEntry("cudatoolkit", 7);
    }

    @Test
    void every_package_is_needed_directly_by_as_many_as_its_own_record_says() {
        Map<String, Integer> ours = new TreeMap<>();
        Map<String, Integer> theirs = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            ours.put(graph.attribute(index), graph.dependentsOf(index).length);
        }
        RECORDS.forEach((attribute, each) ->
                theirs.put(attribute, each.get("directDependents").asInt()));

        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    void it_has_no_cycle() {
        assertThat(graph.cutEdges()).isZero();
        assertThat(graph.edges()).isEqualTo(129_963);
    }

    @Test
    void what_builds_from_unfree_is_named() {
        assertThat(graph.movedByTrust()).hasSize(35).contains("magma", "python27Packages.pycuda");
    }
}
