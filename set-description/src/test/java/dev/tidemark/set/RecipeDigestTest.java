package dev.tidemark.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeDigestTest {

    @TempDir
    Path folder;

    @BeforeEach
    void two_packages_and_a_shared_file() throws IOException {
        write("set.json", "{\"set\": \"tiny\", \"kind\": \"command\"}");
        write("lib/java.sh", "compile() { :; }\n");
        for (String attribute : new String[] {"curl", "zlib"}) {
            write("packages/%s/package.json".formatted(attribute), "{\"version\": \"1\"}");
            write("packages/%s/build".formatted(attribute), "true\n");
        }
    }

    @Test
    void it_stays_the_same_while_nothing_that_is_read_changes() throws Exception {
        Sha256 before = digest("zlib");

        write("packages/curl/build", "false\n");
        write("README.md", "words");
        Files.setPosixFilePermissions(
                folder.resolve("packages/zlib/build"), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(digest("zlib")).isEqualTo(before);
    }

    @Test
    void it_changes_with_the_package_and_with_what_recipes_share() throws Exception {
        Sha256 before = digest("zlib");
        write("packages/zlib/1/src/a.c", "");
        Sha256 withSource = digest("zlib");
        write("lib/java.sh", "compile() { false; }\n");
        Sha256 withOtherLib = digest("zlib");

        assertThat(new Sha256[] {before, withSource, withOtherLib}).doesNotHaveDuplicates();
    }

    @Test
    void what_moves_from_one_file_to_the_next_is_a_change() throws Exception {
        write("packages/zlib/1/a", "xy");
        write("packages/zlib/1/b", "");
        Sha256 before = digest("zlib");
        write("packages/zlib/1/a", "x");
        write("packages/zlib/1/b", "y");

        assertThat(digest("zlib")).isNotEqualTo(before);
    }

    @Test
    void a_link_that_appeared_later_is_refused() throws Exception {
        PackageSet set = PackageSet.load(folder);
        Files.createSymbolicLink(folder.resolve("packages/zlib/other"), Path.of("build"));

        assertThatThrownBy(() -> RecipeDigest.of(set, "zlib"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("packages/zlib/other: a symbolic link");
    }

    @Test
    void names_that_are_no_text_count_byte_by_byte() throws Exception {
        shell("printf one > \"$(printf '\\377')\"; printf two > \"$(printf '\\376')\"");
        Sha256 before = digest("zlib");
        shell("printf else > \"$(printf '\\377')\"");
        Sha256 withOneChanged = digest("zlib");
        shell("printf one > \"$(printf '\\377')\"; printf else > \"$(printf '\\376')\"");
        Sha256 withTheOtherChanged = digest("zlib");
        shell("printf one > \"$(printf '\\377')\"; printf two > \"$(printf '\\376')\"");

        assertThat(new Sha256[] {before, withOneChanged, withTheOtherChanged}).doesNotHaveDuplicates();
        assertThat(digest("zlib")).isEqualTo(before);
    }

    private void shell(String script) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", script)
                        .directory(folder.resolve("packages/zlib").toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private Sha256 digest(String attribute) throws Exception {
        return RecipeDigest.of(PackageSet.load(folder), attribute);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
