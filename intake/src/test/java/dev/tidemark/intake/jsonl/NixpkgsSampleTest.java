package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.intake.Collected;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.GraphReading;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.GraphSources;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Leniency;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The graph of nixpkgs 17.09, as its jobs were written down. */
final class NixpkgsSampleTest {

    private static final GraphRequest SAMPLE = new GraphRequest(
            Optional.empty(),
            List.of(Path.of("..", "samples", "nixpkgs-17.09.jsonl.zst")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    @Test
    void all_of_it_is_a_graph_without_a_problem() throws Exception {
        GraphSource source = GraphSources.open(SAMPLE);

        GraphReading reading = GraphDraft.read(
                source.reader(), source.set(), Optional.empty(), Leniency.STRICT, ImportProgress.SILENT);

        assertThat(source.format()).isEqualTo("jsonl");
        assertThat(source.set()).isEqualTo("nixpkgs-17.09");
        assertThat(reading.graph().size()).isEqualTo(13_961);
        assertThat(reading.edges()).isEqualTo(129_963);
        assertThat(reading.problems().count()).isZero();
        assertThat(reading.notes()).isEmpty();
    }

    @Test
    void its_fields_are_read_as_what_they_mean() throws Exception {
        Collected found = new Collected();

        GraphSources.open(SAMPLE).reader().read(found);

        Package ninetySeconds = found.packages.stream()
                .filter(node -> node.getAttribute().equals("90secondportraits"))
                .findFirst()
                .orElseThrow();
        assertThat(ninetySeconds.getDependencies())
                .contains(
                        new Dependency("makeWrapper", DependencyKind.BUILD),
                        new Dependency("love", DependencyKind.BUILD),
                        new Dependency("love", DependencyKind.RUNTIME),
                        new Dependency("stdenv", DependencyKind.BUILD));
        assertThat(ninetySeconds.getSystems()).containsExactly("x86_64-linux");
        assertThat(found.packages.stream()
                        .flatMap(node -> node.getDependencies().stream())
                        .filter(edge -> edge.getKind() == DependencyKind.CHECK))
                .hasSize(2);
        assertThat(found.packages.stream().filter(Package::getUnfree)).hasSize(343);
        assertThat(found.packages.stream()
                        .filter(node ->
                                node.getRefusals().contains(new Refusal(RefusalKind.BROKEN, "marked as broken"))))
                .hasSize(281);
        assertThat(found.packages.stream().filter(node -> node.getFeatures().equals(List.of("big-parallel"))))
                .hasSizeGreaterThan(5);
    }
}
