package dev.tidemark.intake.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.watcher.Naming.Meaning;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import dev.tidemark.schemas.identity.PackageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamingTest {

    private static final String TABLE = """
        # name                       versions            packages
        curl                         *                   curl curlMinimal
        pkg:github/llvm/llvm-project llvmorg-{17.*}      llvm_17 clang_17   # side by side
        github.com/llvm/llvm-project llvmorg-{18.*}      llvm_18
        pkg:pypi/boto3               1.*                 python311Packages.boto3 other:boto3
        noise                        *                   -
        renamed                      *                   new-name
        """;

    @TempDir
    private Path folder;

    @Test
    void a_project_is_what_the_table_says_of_it() throws Exception {
        assertThat(meaning(project("curl"), "8.9.1"))
                .isEqualTo(bumps("curl@8.9.1", "8.9.1", "nixpkgs:curl", "nixpkgs:curlMinimal"));
        assertThat(meaning(project("https://github.com/llvm/llvm-project"), "llvmorg-17.0.6"))
                .isEqualTo(
                        bumps("pkg:github/llvm/llvm-project@17.0.6", "17.0.6", "nixpkgs:clang_17", "nixpkgs:llvm_17"));
        assertThat(meaning(project("pkg:github/llvm/llvm-project"), "llvmorg-18.1.0"))
                .isEqualTo(bumps("pkg:github/llvm/llvm-project@18.1.0", "18.1.0", "nixpkgs:llvm_18"));
        assertThat(meaning(project("pkg:pypi/boto3"), "v1.35"))
                .isEqualTo(bumps("pkg:pypi/boto3@1.35", "1.35", "nixpkgs:python311Packages.boto3", "other:boto3"));
        assertThat(meaning(project("noise"), "1")).isEqualTo(new Meaning.Nothing());
    }

    @Test
    void of_several_names_the_first_that_the_table_has_counts() throws Exception {
        assertThat(meaning(project("pkg:rpm/fedora/curl", "curl", "noise"), "8.9.1"))
                .isEqualTo(bumps("curl@8.9.1", "8.9.1", "nixpkgs:curl", "nixpkgs:curlMinimal"));
    }

    @Test
    void a_project_or_a_version_that_the_table_lacks_is_unmapped() throws Exception {
        assertThat(meaning(project("pkg:pypi/x", "x"), "1"))
                .isEqualTo(new Meaning.Unmapped(new ProjectName("pkg:pypi/x"), "no row of the table has its name"));
        assertThat(meaning(project("pkg:github/llvm/llvm-project"), "llvmorg-19.1.0"))
                .isEqualTo(new Meaning.Unmapped(
                        new ProjectName("pkg:github/llvm/llvm-project"),
                        "no row of the table is about its version llvmorg-19.1.0"));
    }

    @Test
    void a_package_is_the_set_s_own_unless_the_table_says_otherwise() throws Exception {
        assertThat(meaning(packages("aria2"), "1.10.8")).isEqualTo(bumps("aria2@1.10.8", "1.10.8", "nixpkgs:aria2"));
        assertThat(meaning(packages("renamed"), "2")).isEqualTo(bumps("renamed@2", "2", "nixpkgs:new-name"));
        assertThat(meaning(packages("a", "b"), "2")).isEqualTo(bumps("a@2", "2", "nixpkgs:a", "nixpkgs:b"));
        assertThat(meaning(packages("a/b"), "2"))
                .isEqualTo(new Meaning.Unmapped(
                        new ProjectName("a/b"), "no package can be called so, and no row of the table has its name"));
        assertThat(meaning(packages("a"), "nightly"))
                .isEqualTo(new Meaning.Unmapped(new ProjectName("a"), "nightly has no version in it"));
    }

    @Test
    void rows_that_are_none_are_all_named_with_their_line() throws Exception {
        Path file = Files.writeString(
                folder.resolve("names"),
                "curl\n\ncurl * a:b:c\ncurl {a}{b} x\nx * - y\ncurl * curl\nü * curl\ncurl ***** x\n");

        assertThatThrownBy(() -> NameTable.read(file))
                .isInstanceOf(IntakeException.class)
                .hasMessageContaining("names:1: a row has a name, a pattern of versions, and packages")
                .hasMessageContaining("names:3: ")
                .hasMessageContaining("names:4: \"{a}{b}\" is no pattern of versions")
                .hasMessageContaining("names:5: - means no package")
                .hasMessageContaining("names:7: ")
                .hasMessageContaining("names:8: ")
                .hasMessageNotContaining("names:6: ");
        assertThatThrownBy(() -> NameTable.read(folder.resolve("none"))).hasMessageContaining("There is no table");
    }

    private Meaning meaning(Subject subject, String version) throws IOException, IntakeException {
        NameTable table = NameTable.read(Files.writeString(folder.resolve("names"), TABLE));
        List<Meaning> all =
                new Naming(table, "nixpkgs").of(Sighting.plain(subject, Optional.empty(), version, Spelling.TAG));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static Subject project(String... names) {
        return new Subject.Project(Arrays.stream(names).map(ProjectName::of).toList());
    }

    private static Subject packages(String... names) {
        return new Subject.Packages(Optional.empty(), List.of(names));
    }

    private static Meaning bumps(String release, String version, String... packages) {
        return new Meaning.Bumps(
                release, version, Arrays.stream(packages).map(PackageId::parse).toList());
    }
}
