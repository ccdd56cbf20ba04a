package dev.tidemark.benchmarks.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageDescription.Dependency;
import dev.tidemark.set.PackageDescription.Need;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimulatedExecutorTest {

    private static final PackageSet SET = new PackageSet(
            "demo",
            SetKind.COMMAND,
            "",
            Path.of("demo"),
            List.of(described("checks"), described("tables", "textkit"), described("textkit", "checks")),
            List.of());
    private static final Sha256 RECIPE = Sha256.builder().add("recipe").build();

    private final SimulatedExecutor executor = new SimulatedExecutor(SET, "textkit", "tables");

    private static PackageDescription described(String attribute, String... needs) {
        List<Dependency> dependencies = Arrays.stream(needs)
                .map(need -> new Dependency(need, Need.BUILD))
                .toList();
        return new PackageDescription(
                attribute, attribute, "1.0", dependencies, List.of(), List.of(), false, List.of(), "");
    }

    private BuildOutcome build(String attribute, String version, Map<String, Sha256> inputs) {
        List<BuildTask.Input> ordered = new TreeMap<>(inputs)
                .entrySet().stream()
                        .map(input -> new BuildTask.Input(input.getKey(), input.getValue(), TrustDomain.FREE))
                        .toList();
        BuildTask task = new BuildTask(
                "attempt",
                new PackageId("demo", attribute),
                version,
                new Pool("x86_64-linux", TrustDomain.FREE),
                RECIPE,
                ordered,
                RECIPE);
        return executor.execute(task, new CancelSignal());
    }

    private Sha256 output(String attribute, String version, Map<String, Sha256> inputs) {
        return ((BuildOutcome.Succeeded) build(attribute, version, inputs)).outputHash();
    }

    private Sha256 textkit(String version) {
        return output("textkit", version, Map.of("checks", output("checks", "1.0", Map.of())));
    }

    @Test
    void equal_tasks_have_equal_outcomes() {
        assertThat(textkit("2.0")).isEqualTo(textkit("2.0"));
        assertThat(build("tables", "1.0", Map.of("textkit", textkit("2.0"))))
                .isEqualTo(build("tables", "1.0", Map.of("textkit", textkit("2.0"))));
    }

    @Test
    void what_changes_below_changes_what_is_above() {
        assertThat(textkit("2.0")).isNotEqualTo(textkit("1.0"));
        assertThat(output("csv", "1.0", Map.of("textkit", textkit("2.0"))))
                .isNotEqualTo(output("csv", "1.0", Map.of("textkit", textkit("1.0"))));
    }

    @Test
    void a_new_output_of_the_root_breaks_one_package() {
        assertThat(build("tables", "1.0", Map.of("textkit", textkit("1.0"))))
                .isInstanceOf(BuildOutcome.Succeeded.class);
        assertThat(build("csv", "1.0", Map.of("textkit", textkit("2.0")))).isInstanceOf(BuildOutcome.Succeeded.class);
        assertThat(build("tables", "1.0", Map.of("textkit", textkit("2.0"))))
                .isInstanceOfSatisfying(BuildOutcome.Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
                    assertThat(failed.logTail()).isNotEmpty();
                });
    }

    @Test
    void a_set_without_that_dependency_is_refused() {
        assertThatThrownBy(() -> new SimulatedExecutor(SET, "tables", "checks"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SimulatedExecutor(SET, "zlib", "tables"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
