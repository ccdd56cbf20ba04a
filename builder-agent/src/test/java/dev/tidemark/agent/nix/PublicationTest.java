package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With a script that takes a recipe as the releases of {@code nix copy} do: the oldest know no {@code ^}, those before 2.15 mean the outputs
 * of what is built, and later ones the recipe itself.
 */
final class PublicationTest {

    private static final String RECIPE = "/nix/store/11111111111111111111111111111111-csv.drv";
    private static final SortedMap<String, String> OUTPUTS = new TreeMap<>(Map.of(
            "out", "/nix/store/22222222222222222222222222222222-csv",
            "doc", "/nix/store/33333333333333333333333333333333-csv-doc"));

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private FarmCaches caches;

    @BeforeEach
    void open() throws IOException {
        Path artifacts = folder.resolve("artifacts/free");
        caches = new FarmCaches(
                TrustDomain.FREE,
                Map.of(TrustDomain.FREE, FarmCaches.Domain.in(new FileArtifactStore(artifacts), artifacts)));
    }

    @ParameterizedTest
    @CsvSource({
        "2.8.0, oldest",
        "2.12.0, oldest",
        "2.13.0, between",
        "2.14.1, between",
        "2.15.0, latest",
        "2.34.8, latest"
    })
    void each_release_is_told_so_that_it_copies_the_outputs(String release, String words) throws Exception {
        Sha256 published = publication(release, words).of(TestJobs.csv(folder), RECIPE, OUTPUTS);

        CacheFolder cache = new CacheFolder(caches.home().folder());
        assertThat(OUTPUTS.values())
                .allSatisfy(path -> assertThat(cache.has(path)).isTrue());
        assertThat(cache.names(RECIPE)).isFalse();
        Path manifest = folder.resolve("read");
        caches.home().manifests().copyTo(published, manifest);
        assertThat(OutputManifest.read(Files.readAllBytes(manifest)).outputs()).isEqualTo(OUTPUTS);
    }

    @Test
    void what_is_not_in_the_cache_afterwards_is_not_said_to_be() throws Exception {
        Publication misled = publication("2.8.0", "latest");
        NixJob job = TestJobs.csv(folder);

        assertThatThrownBy(() -> misled.of(job, RECIPE, OUTPUTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(OUTPUTS.get("doc"))
                .hasMessageContaining("and it is not there");
        assertThat(job.folder().resolve("manifest")).doesNotExist();
    }

    private Publication publication(String release, String words) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(programs.resolve("nix"), """
                #!/bin/sh
                cache=${3#file://}; cache=${cache%%%%\\?*}
                put() {
                  mkdir -p "$cache/nar"; echo archive > "$cache/nar/$1"
                  printf 'StorePath: /nix/store/%%s\nURL: nar/%%s\nFileSize: 8\n' "$1" "$1" > "$cache/${1%%%%-*}.narinfo"
                }
                outputs() { put 22222222222222222222222222222222-csv; put 33333333333333333333333333333333-csv-doc; }
                case "%s $4" in
                  oldest*^*) echo "error: path '$4' is not valid" >&2; exit 1 ;;
                  latest*.drv) put 11111111111111111111111111111111-csv.drv ;;
                  *) outputs ;;
                esac
                """.formatted(words));
        Files.setPosixFilePermissions(programs.resolve("nix"), PosixFilePermissions.fromString("rwx------"));
        String path = programs + ":" + System.getenv("PATH");
        NixPrograms nix = new NixPrograms(Supervisor.in(folder), folder, Map.of("PATH", path), () -> "TAG=" + folder);
        return new Publication(
                new NixStore(nix, NixVersion.in(release).orElseThrow(), true), caches, folder.resolve("key"));
    }
}
