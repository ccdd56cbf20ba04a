package dev.tidemark.workspace.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.source.Patch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenPatchTest {

    private static final String WHY = "fails since zlib 2.0 (b-1234)";

    @TempDir
    private Path folder;

    @BeforeEach
    void make_a_set() throws IOException {
        write("set.json", "{\"set\": \"tiny\", \"kind\": \"command\"}");
        add("zlib", "{\"version\": \"1.0\"}");
        add("curl", "{\n  \"version\": \"8.9\",\n  \"dependencies\": {\"build\": [\"zlib\"]}\n}\n");
        add("perl", "{\"version\": \"5\", \"broken\": \"for long\"}");
    }

    private void add(String attribute, String description) throws IOException {
        write("packages/%s/package.json".formatted(attribute), description);
        write("packages/%s/build".formatted(attribute), "true\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private byte[] patch(String... attributes) throws Exception {
        return new BrokenPatch(SetDescription.load(folder), folder, "x86_64-linux", NixSettings.ofThisMachine())
                .of(new TreeSet<>(List.of(attributes)), WHY);
    }

    @Test
    void it_applies_and_the_set_then_says_so(@TempDir Path elsewhere) throws Exception {
        byte[] patch = patch("curl", "zlib");

        assertThat(new String(patch, StandardCharsets.UTF_8))
                .contains("+  \"broken\": \"fails since zlib 2.0 (b-1234)\",\n")
                .contains("+{\"broken\": \"fails since zlib 2.0 (b-1234)\", \"version\": \"1.0\"}");
        assertThat(PackageSet.load(folder).find("curl").orElseThrow().broken()).isEmpty();
        Path file = elsewhere.resolve("patch");
        Files.write(file, patch);
        Patch.apply(Programs.PLAIN, file, folder);
        assertThat(PackageSet.load(folder).packages())
                .extracting(PackageDescription::broken)
                .containsExactly(WHY, "for long", WHY);
    }

    @Test
    void files_behind_a_link_stay_as_they_are(@TempDir Path elsewhere) throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), folder);

        byte[] patch = new BrokenPatch(SetDescription.load(link), link, "x86_64-linux", NixSettings.ofThisMachine())
                .of(new TreeSet<>(List.of("curl")), WHY);

        assertThat(patch).isNotEmpty();
        assertThat(PackageSet.load(folder).find("curl").orElseThrow().broken()).isEmpty();
    }

    @Test
    void what_is_not_there_or_marked_already_is_refused() {
        assertThatThrownBy(() -> patch("nobody"))
                .isInstanceOf(CannotMarkException.class)
                .hasMessage("the set in these files has no package nobody: give those that the farm builds");
        assertThatThrownBy(() -> patch("perl"))
                .isInstanceOf(CannotMarkException.class)
                .hasMessage("perl is marked as broken already: it needs no patch");
    }

    @Test
    void what_says_already_that_it_is_not_is_left_to_a_person() throws Exception {
        add("curl", "{ \"broken\": false, \"version\": \"8.9\"}");

        assertThatThrownBy(() -> patch("curl"))
                .isInstanceOf(CannotMarkException.class)
                .hasMessageEndingWith("does not mark curl alone: say \"broken\" there by hand");
    }
}
