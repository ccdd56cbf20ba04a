package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.source.SourceCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescribedSetTest {

    @TempDir
    Path folder;

    @Test
    void a_command_set_that_is_prepared_is_an_estimate_called_after_its_files() throws Exception {
        write("set/set.json", """
                {"set": "tiny", "kind": "command", "source": {"folder": "../files"}, "apply": {"by": "environment"}}
                """);
        write("files/packages/zlib/package.json", "{\"version\": \"1.3\"}");
        write("files/packages/zlib/build", "");
        Path cache = folder.resolve("cache");

        GraphSource source =
                DescribedSet.open(SetDescription.load(folder.resolve("set")), "x86_64-linux", new SourceCache(cache));
        Collected found = new Collected();
        source.reader().read(found);

        assertThat(source.set()).isEqualTo("tiny");
        assertThat(source.revision())
                .hasValueSatisfying(revision -> assertThat(revision).startsWith("tree-"));
        assertThat(source.reader().readsAnEstimate()).isTrue();
        assertThat(found.get("zlib").getSystems()).containsExactly("x86_64-linux");
        assertThat(cache.resolve("sets/tiny")).isEmptyDirectory();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
