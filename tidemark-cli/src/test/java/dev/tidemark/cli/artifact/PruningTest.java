package dev.tidemark.cli.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.TrustedEvents;
import dev.tidemark.service.ServiceException;
import dev.tidemark.workspace.WorkspaceDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores are cleared up: what goes is gone, and nothing else is touched. */
final class PruningTest {

    static {
        TrustedEvents.declare();
    }

    private static final Instant SINCE = Instant.parse("2026-06-01T00:00:00Z");

    /** In no store. */
    private static final Sha256 LOST = new Sha256("a".repeat(64));

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit sets the folder before each test.
    PruningTest() {}

    @Test
    void a_workspace_keeps_what_it_is_made_of() throws Exception {
        Sha256 jobs = put(TrustDomain.FREE, "jobs");
        Sha256 patch = put(TrustDomain.FREE, "patch");
        Sha256 workspace = put(TrustDomain.FREE, document(jobs, patch));
        Sha256 nobodys = put(TrustDomain.FREE, "nobody's");
        age();

        Pruning pruning = Pruning.look(folder, references(workspace));

        assertThat(pruning.stores()).singleElement().satisfies(store -> {
            assertThat(store.tallies()).containsOnlyKeys(Fate.WAVE, Fate.GOES);
            assertThat(store.tallies().get(Fate.WAVE))
                    .satisfies(tally -> assertThat(tally.files()).isEqualTo(3));
        });
        assertThat(pruning.remove().gone()).isEqualTo(new Pruning.Tally(1, "nobody's".length()));
        assertThat(isThere(nobodys)).isFalse();
        assertThat(Stream.of(jobs, patch, workspace)).allMatch(this::isThere);
    }

    @Test
    void a_workspace_that_is_lost_stops_nothing() throws Exception {
        References references = references(LOST);
        Sha256 needed = put(TrustDomain.FREE, "needed");
        references.add(needed, Fate.WAVE);
        put(TrustDomain.FREE, "nobody's");
        age();

        Pruning pruning = Pruning.look(folder, references);

        assertThat(pruning.remove().gone().files()).isEqualTo(1);
        assertThat(isThere(needed)).isTrue();
    }

    @Test
    void every_domain_is_cleared_up_and_a_nix_cache_is_left_alone() throws Exception {
        Sha256 needed = put(TrustDomain.FREE, "needed");
        put(TrustDomain.UNFREE, "nobody's");
        Path archive =
                Files.createDirectories(folder.resolve("unfree/nix-cache/nar")).resolve("x.nar.zst");
        Files.writeString(archive, "an archive");
        age();
        References references = references(LOST);
        references.add(needed, Fate.WAVE);

        Pruning pruning = Pruning.look(folder, references);

        assertThat(pruning.stores()).extracting(Pruning.Store::hasNixCache).containsExactly(false, true);
        assertThat(pruning.remove().gone().files()).isEqualTo(1);
        assertThat(archive).exists();
    }

    @Test
    void what_was_stored_again_after_a_look_stays() throws Exception {
        Sha256 needed = put(TrustDomain.FREE, "needed");
        Sha256 again = put(TrustDomain.FREE, "again");
        age();
        References references = references(LOST);
        references.add(needed, Fate.WAVE);
        Pruning pruning = Pruning.look(folder, references);
        put(TrustDomain.FREE, "again");

        assertThat(pruning.remove()).isEqualTo(new Pruning.Removed(new Pruning.Tally(0, 0), 1));

        assertThat(isThere(again)).isTrue();
    }

    @Test
    void the_store_of_another_farm_is_left_alone() throws Exception {
        Sha256 others = put(TrustDomain.FREE, "another farm's");
        age();

        assertThatThrownBy(() -> Pruning.look(folder, references(LOST)))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("refers to nothing of the 1 files")
                .hasMessageEndingWith("see that --farm and --artifacts belong together");
        assertThat(isThere(others)).isTrue();
    }

    @Test
    void where_there_is_no_store_the_next_step_is_told() {
        assertThatThrownBy(() -> Pruning.look(folder.resolve("nowhere"), references(LOST)))
                .isInstanceOf(ServiceException.class)
                .hasMessageEndingWith("--artifacts DIR says where the farm's is");
    }

    private static References references(Sha256 workspace) {
        Wave wave = Wave.newBuilder()
                .setWave("w")
                .setSet("tiny")
                .setBumps(List.of())
                .setState(WaveState.OPEN)
                .setCounts(List.of())
                .setJobs(1)
                .setLevels(1)
                .setSequence(1)
                .setWorkspace(workspace.hex())
                .build();
        return new References(new References.Rules(SINCE, true), List.of(wave), List.of());
    }

    private static String document(Sha256 jobs, Sha256 patch) {
        WorkspaceDocument document = new WorkspaceDocument(
                1,
                "tiny",
                "1",
                "0".repeat(64),
                List.of(),
                List.of(),
                Optional.of(patch.hex()),
                Optional.of("1".repeat(64)),
                "",
                jobs.hex());
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }

    private Sha256 put(TrustDomain trust, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), text);
        Sha256 hash = new FileArtifactStore(folder.resolve(trust.label())).put(file);
        Files.delete(file);
        return hash;
    }

    private Path place(TrustDomain trust, Sha256 hash) {
        return folder.resolve(trust.label())
                .resolve(hash.hex().substring(0, 2))
                .resolve(hash.hex().substring(2));
    }

    private boolean isThere(Sha256 hash) {
        return Files.exists(place(TrustDomain.FREE, hash));
    }

    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(SINCE.minus(Duration.ofDays(1))));
            }
        }
    }
}
