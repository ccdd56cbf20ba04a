package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphSourcesTest {

    private static final Optional<String> NONE = Optional.empty();

    @TempDir
    Path folder;

    @Test
    void a_folder_with_a_set_json_is_a_set() throws Exception {
        GraphSource source = GraphSources.open(
                new GraphRequest(NONE, List.of(setFolder()), NONE, Optional.of("x86_64-linux"), NONE));

        assertThat(source.format()).isEqualTo("set");
        assertThat(source.set()).isEqualTo("tiny");
        GraphReading reading = GraphDraft.read(
                source.reader(), source.set(), Optional.empty(), Leniency.STRICT, ImportProgress.SILENT);
        assertThat(reading.graph().size()).isEqualTo(1);
    }

    @Test
    void a_set_folder_says_itself_what_it_is_called_and_not_what_it_is_built_for() throws Exception {
        Path set = setFolder();

        assertThatThrownBy(() -> GraphSources.open(
                        new GraphRequest(NONE, List.of(set), Optional.of("x"), Optional.of("x86_64-linux"), NONE)))
                .hasMessage(
                        "The set in %s is called tiny, not x: its recipes say so; leave the name out.".formatted(set));
        assertThatThrownBy(() -> GraphSources.open(new GraphRequest(NONE, List.of(set), NONE, NONE, NONE)))
                .hasMessageStartingWith("Say with --system what packages of ");
        assertThatThrownBy(() -> GraphSources.open(
                        new GraphRequest(NONE, List.of(set, set), NONE, Optional.of("x86_64-linux"), NONE)))
                .hasMessageStartingWith("A set lies in one folder");
    }

    @Test
    void any_other_file_is_lines_and_names_its_set() throws Exception {
        GraphSource source = open(NONE, "nixpkgs-24.05.jsonl.zst", NONE);

        assertThat(source.format()).isEqualTo("jsonl");
        assertThat(source.set()).isEqualTo("nixpkgs-24.05");
        assertThat(open(NONE, "x.json", Optional.of("mine")).set()).isEqualTo("mine");
        assertThat(open(Optional.of("jsonl"), "set.json", NONE).set()).isEqualTo("set");
    }

    @Test
    void a_nix_set_is_known_by_its_file_or_by_the_lines_of_its_evaluation() throws Exception {
        Path set = Files.createDirectories(folder.resolve("my-set"));
        Files.writeString(set.resolve("default.nix"), "{ }");
        Files.writeString(folder.resolve("jobs.json"), "{\"attr\": \"a\", \"drvPath\": \"/nix/store/x.drv\"}");

        assertThat(open(NONE, "my-set", NONE))
                .extracting(GraphSource::format, GraphSource::set)
                .containsExactly("nix", "my-set");
        assertThat(open(NONE, "my-set/default.nix", NONE).set()).isEqualTo("my-set");
        assertThat(open(NONE, "jobs.json", NONE))
                .extracting(GraphSource::format, GraphSource::set)
                .containsExactly("nix", "jobs");
        assertThatThrownBy(() -> GraphSources.open(
                        new GraphRequest(NONE, List.of(set, folder.resolve("jobs.json")), NONE, NONE, NONE)))
                .isInstanceOf(IntakeException.class)
                .hasMessageEndingWith("jobs.json is one too many.");
    }

    @Test
    void debian_is_known_by_the_names_of_its_indices() throws Exception {
        Path lists = Files.createDirectories(folder.resolve("lists"));
        Files.writeString(lists.resolve("mirror_dists_bookworm_main_source_Sources"), "");

        assertThat(open(NONE, "lists", NONE))
                .extracting(GraphSource::format, GraphSource::set)
                .containsExactly("debian", "debian");
        assertThat(open(NONE, "Packages.xz", Optional.of("bookworm")).set()).isEqualTo("bookworm");
        assertThatThrownBy(() -> GraphSources.open(
                        new GraphRequest(NONE, List.of(lists), NONE, Optional.of("sparc-solaris"), NONE)))
                .isInstanceOf(IntakeException.class);
    }

    @Test
    void a_format_that_nobody_knows_is_answered_with_those_that_are_known() {
        assertThatThrownBy(() -> open(Optional.of("guix"), "x", NONE))
                .isInstanceOf(IntakeException.class)
                .hasMessage("There is no format \"guix\" of package graphs; known: %s."
                        .formatted(String.join(", ", GraphSources.formats())));
        assertThat(GraphSources.formats()).startsWith("set").endsWith("jsonl");
    }

    @Test
    void a_name_that_cannot_be_a_sets_leads_to_the_option() {
        assertThatThrownBy(() -> open(NONE, "my graph.jsonl", NONE))
                .isInstanceOf(IntakeException.class)
                .hasMessageStartingWith("set \"my graph\" is not valid")
                .hasMessageEndingWith("; name the set with --set");
    }

    private GraphSource open(Optional<String> format, String file, Optional<String> set)
            throws IOException, IntakeException {
        return GraphSources.open(new GraphRequest(format, List.of(folder.resolve(file)), set, NONE, NONE));
    }

    private Path setFolder() throws IOException {
        Path set = folder.resolve("some-folder");
        Files.createDirectories(set.resolve("packages/a"));
        Files.writeString(set.resolve("set.json"), "{\"set\": \"tiny\", \"kind\": \"command\"}");
        Files.writeString(set.resolve("packages/a/package.json"), "{\"version\": \"1\"}");
        Files.writeString(set.resolve("packages/a/build"), "true");
        return set;
    }
}
