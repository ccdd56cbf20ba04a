package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeScriptsTest {

    private static final String MANIFEST = "{\"engines\": {\"node\": \">=18.18\"}}";

    @Test
    void a_nodejs_from_the_floor_on_will_do() {
        assertThat(List.of("v18.18.0", "v18.20.4", "v20.0.0", "v22.9.1", "v100.1.0-nightly"))
                .allSatisfy(version -> assertThat(NodeScripts.tooOld(version, MANIFEST))
                        .as(version)
                        .isEmpty());
    }

    @Test
    void an_older_one_is_a_reason_with_the_next_step() {
        assertThat(List.of("v18.17.1", "v16.20.2", "v8.19.0"))
                .allSatisfy(version -> assertThat(NodeScripts.tooOld(version, MANIFEST))
                        .hasValueSatisfying(reason -> assertThat(reason)
                                .startsWith("Node.js " + version + " is too old: install 18.18 or later with npm")));
    }

    @Test
    void the_manifest_of_the_scripts_names_the_floor() throws Exception {
        String manifest = Files.readString(Path.of("src", "test", "node", "package.json"));

        assertThat(NodeScripts.tooOld("v0.1.0", manifest)).isPresent();
        assertThat(NodeScripts.tooOld("v1000.0.0", manifest)).isEmpty();
    }
}
