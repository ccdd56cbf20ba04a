package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FarmCachesTest {

    @TempDir
    private Path folder;

    @Test
    void a_free_agent_is_told_of_no_cache_but_the_free_one_and_writes_to_that() throws Exception {
        FarmCaches caches = caches(TrustDomain.FREE, TrustDomain.FREE);

        assertThat(caches.readable()).containsExactly("file://" + folder.resolve("free/nix-cache"));
        assertThat(caches.writable(folder.resolve("key")))
                .startsWith("file://%s?".formatted(folder.resolve("free/nix-cache")));
        assertThat(caches.domains()).doesNotContainKey(TrustDomain.UNFREE);
    }

    @Test
    void an_unfree_agent_reads_both_and_writes_to_its_own() throws Exception {
        FarmCaches caches = caches(TrustDomain.UNFREE, TrustDomain.FREE, TrustDomain.UNFREE);

        assertThat(caches.readable())
                .containsExactly(
                        "file://" + folder.resolve("free/nix-cache"), "file://" + folder.resolve("unfree/nix-cache"));
        assertThat(caches.writable(folder.resolve("key")))
                .startsWith("file://%s?".formatted(folder.resolve("unfree/nix-cache")));
        assertThatIllegalArgumentException().isThrownBy(() -> caches(TrustDomain.UNFREE, TrustDomain.FREE));
    }

    private FarmCaches caches(TrustDomain own, TrustDomain... readable) throws IOException {
        Map<TrustDomain, FarmCaches.Domain> domains = new EnumMap<>(TrustDomain.class);
        for (TrustDomain each : readable) {
            Path artifacts = folder.resolve(each.label());
            domains.put(each, FarmCaches.Domain.in(new FileArtifactStore(artifacts), artifacts));
        }
        return new FarmCaches(own, domains);
    }
}
