package dev.tidemark.planner.build;

import static dev.tidemark.planner.testing.TestGraphs.hash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BuildSpecTest {

    private static final PackageId PACKAGE = new PackageId("demo", "json");
    private static final Pool POOL = new Pool("x86_64-linux", TrustDomain.FREE);
    private static final BuildInput INPUT = new BuildInput("textkit", hash("output"), TrustDomain.FREE);
    private static final BuildSpec SPEC =
            new BuildSpec(PACKAGE, "1.6", POOL, hash("recipe"), List.of(INPUT), List.of());

    @Test
    void the_key_is_the_same_in_every_process() {
        assertThat(SPEC.key().hex()).isEqualTo("df7aeb1c16c9df11e58c0783edbd0df6e808f4d98d440161280ee08739459ffc");
    }

    @Test
    void the_key_changes_with_everything_that_matters_to_the_output() {
        List<BuildSpec> others = List.of(
                spec(new PackageId("other", "json"), "1.6", POOL, hash("recipe"), INPUT),
                spec(new PackageId("demo", "csv"), "1.6", POOL, hash("recipe"), INPUT),
                spec(PACKAGE, "1.7", POOL, hash("recipe"), INPUT),
                spec(PACKAGE, "1.6", new Pool("aarch64-linux", TrustDomain.FREE), hash("recipe"), INPUT),
                spec(PACKAGE, "1.6", new Pool("x86_64-linux", TrustDomain.UNFREE), hash("recipe"), INPUT),
                spec(PACKAGE, "1.6", POOL, hash("another recipe"), INPUT),
                spec(PACKAGE, "1.6", POOL, hash("recipe")),
                spec(PACKAGE, "1.6", POOL, hash("recipe"), new BuildInput("args", hash("output"), TrustDomain.FREE)),
                spec(PACKAGE, "1.6", POOL, hash("recipe"), new BuildInput("textkit", hash("other"), TrustDomain.FREE)),
                spec(PACKAGE, "1.6", POOL, hash("recipe"), INPUT, INPUT));

        assertThat(others.stream().map(BuildSpec::key)).doesNotHaveDuplicates().doesNotContain(SPEC.key());
    }

    @Test
    void who_builds_it_is_not_in_the_key() {
        BuildSpec onlyOnGpus = new BuildSpec(PACKAGE, "1.6", POOL, hash("recipe"), List.of(INPUT), List.of("gpu"));

        assertThat(onlyOnGpus.key()).isEqualTo(SPEC.key());
    }

    private static BuildSpec spec(PackageId id, String version, Pool pool, Sha256 recipe, BuildInput... inputs) {
        return new BuildSpec(id, version, pool, recipe, List.of(inputs), List.of());
    }
}
