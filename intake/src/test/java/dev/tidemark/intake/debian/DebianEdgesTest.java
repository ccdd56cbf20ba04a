package dev.tidemark.intake.debian;

import static dev.tidemark.intake.debian.IndexFolder.paragraph;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianEdgesTest {

    private IndexFolder folder;

    @BeforeEach
    void an_empty_folder(@TempDir Path path) {
        folder = new IndexFolder(path);
    }

    @Test
    void build_dependencies_of_all_three_fields_lead_to_the_sources_that_build_them() throws IOException {
        folder.sources(
                        paragraph(
                                "curl 8.9-1",
                                "Build-Depends: libssl-dev (>= 3),\n zlib1g-dev",
                                "Build-Depends-Arch: gcc-12:native",
                                "Build-Depends-Indep: doxygen"),
                        paragraph("openssl 3.0-1"),
                        paragraph("zlib 1:1.3-1"),
                        paragraph("gcc-12 12.2-1"),
                        paragraph("doxygen 1.9-1"))
                .packages(
                        paragraph("libssl-dev 3.0-1", "Source: openssl"),
                        paragraph("zlib1g-dev 1:1.3-1+b1", "Source: zlib (1:1.3-1)"),
                        paragraph("gcc-12 12.2-1"),
                        paragraph("doxygen 1.9-1"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("curl")).containsExactly("BUILD doxygen", "BUILD gcc-12", "BUILD openssl", "BUILD zlib");
        assertThat(sink.problems).isEmpty();
        assertThat(sink.notes).isEmpty();
    }

    @Test
    void dependencies_of_a_source_s_binary_packages_are_edges_at_run_time() throws IOException {
        folder.sources(
                        paragraph("curl 8.9-1"),
                        paragraph("openssl 3.0-1"),
                        paragraph("glibc 2.36-1"),
                        paragraph("dpkg 1.21-1"))
                .packages(
                        paragraph("curl 8.9-1", "Depends: libcurl4 (= 8.9-1), libc6 (>= 2.34)"),
                        paragraph("libcurl4 8.9-1", "Source: curl", "Depends: libssl3:any", "Pre-Depends: dpkg"),
                        paragraph("libssl3 3.0-1", "Source: openssl", "Depends: libc6"),
                        paragraph("libc6 2.36-1", "Source: glibc"),
                        paragraph("dpkg 1.21-1"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("curl")).containsExactly("RUNTIME dpkg", "RUNTIME glibc", "RUNTIME openssl");
        assertThat(sink.edges("openssl")).containsExactly("RUNTIME glibc");
        assertThat(sink.edges("glibc")).isEmpty();
        assertThat(sink.notes).isEmpty();
    }

    @Test
    void what_only_tests_need_is_check_unless_the_build_needs_it_too() throws IOException {
        folder.sources(
                        paragraph(
                                "app 1-1",
                                "Build-Depends: tester <!nocheck>, lib-dev <!nocheck>, staged <!stage1>, odd <stage1>, other <pkg.foo.bar>",
                                "Build-Depends-Indep: lib-dev"),
                        source("tester"),
                        source("lib", "lib-dev"),
                        source("staged"),
                        source("odd"),
                        source("other"))
                .packages(paragraph("app 1-1", "Depends: tester, lib-dev"));

        assertThat(folder.read().edges("app"))
                .containsExactly("BUILD lib", "RUNTIME lib", "BUILD staged", "RUNTIME tester", "CHECK tester");
    }

    @Test
    void dependencies_on_other_architectures_are_no_edges() throws IOException {
        folder.sources(
                paragraph("app 1-1", "Build-Depends: a [amd64], b [!amd64], c [linux-any], d [arm64 i386] | e"),
                source("a"),
                source("b"),
                source("c"),
                source("d"),
                source("e"));

        assertThat(folder.read().edges("app")).containsExactly("BUILD a", "BUILD c", "BUILD e");
        assertThat(folder.read("aarch64-linux").edges("app")).containsExactly("BUILD b", "BUILD c", "BUILD d");
    }

    @Test
    void the_first_alternative_that_something_builds_is_taken() throws IOException {
        folder.sources(
                paragraph("app 1-1", "Build-Depends: gone | second | third, third <!nocheck> | second"),
                source("second"),
                source("third"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("app")).containsExactly("BUILD second", "CHECK third");
        assertThat(noteOf(sink, "nothing in the indices meets")).isEmpty();
    }

    @Test
    void a_virtual_package_leads_to_its_first_provider_by_name() throws IOException {
        folder.sources(
                        paragraph("app 1-1", "Build-Depends: mta (>= 2)"),
                        source("postfix"),
                        source("exim"),
                        source("absent"))
                .packages(
                        paragraph("postfix 1-1", "Provides: mta"),
                        paragraph("exim4 1-1", "Source: exim", "Provides: foo, mta (= 3)"),
                        paragraph("a-mta 1-1", "Source: gone", "Provides: mta"));

        assertThat(folder.read().edges("app")).containsExactly("BUILD exim");
    }

    @Test
    void a_real_package_goes_before_its_providers() throws IOException {
        folder.sources(paragraph("app 1-1", "Build-Depends: mta"), source("mta"), source("exim"))
                .packages(paragraph("exim 1-1", "Provides: mta"), paragraph("mta 1-1"));

        assertThat(folder.read().edges("app")).containsExactly("BUILD mta");
    }

    @Test
    void a_source_that_provides_what_it_needs_needs_nobody_else() throws IOException {
        folder.sources(paragraph("exim 1-1"), source("aaa"))
                .packages(
                        paragraph("aaa 1-1", "Provides: mta"),
                        paragraph("exim 1-1", "Depends: mta"),
                        paragraph("exim-light 1-1", "Source: exim", "Provides: mta"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("exim")).isEmpty();
        assertThat(sink.notes).isEmpty();
    }

    @Test
    void a_source_that_builds_with_itself_has_no_edge_and_a_note() throws IOException {
        folder.sources(
                paragraph("gcc 12-1", "Binary: gcc, g++", "Build-Depends: g++ (>= 9), make"),
                paragraph("ghc 9-1", "Binary: ghc", "Build-Depends: ghc, ghc"),
                source("make"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("gcc")).containsExactly("BUILD make");
        assertThat(sink.notes).contains("2 sources that need themselves to build, without an edge for it: gcc, ghc");
    }

    @Test
    void what_nothing_meets_is_left_out_and_named() throws IOException {
        folder.sources(paragraph("app 1-1", "Build-Depends: g, f, e, d, c, b, a | z, b (>= 2), half (>= 1"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("app")).isEmpty();
        assertThat(sink.notes)
                .contains("9 dependencies left out that nothing in the indices meets: a, b, c, d, e and 3 more");
    }

    @Test
    void binaries_that_packages_lacks_are_found_by_what_sources_say() throws IOException {
        folder.sources(
                        paragraph("app 1-1", "Build-Depends: listed, plain, foreign | plain, staged | plain, moved"),
                        paragraph(
                                "lib 1-1",
                                "Binary: listed, foreign, staged, moved",
                                "Package-List: ",
                                " listed deb libs optional arch=any profile=!stage1,!nodoc",
                                " foreign deb libs optional arch=arm64,i386",
                                " staged deb libs optional arch=all profile=stage1,!nodoc",
                                " moved deb libs optional arch=any"),
                        paragraph("old 1-1", "Binary: plain, other,"),
                        source("new"))
                .packages(paragraph("moved 2-1", "Source: new"));

        assertThat(folder.read().edges("app")).containsExactly("BUILD lib", "BUILD new", "BUILD old");
    }

    @Test
    void of_several_sources_that_claim_a_binary_the_first_by_name_has_it() throws IOException {
        folder.sources(
                paragraph("app 1-1", "Build-Depends: libgcc-s1"),
                source("gcc-12", "libgcc-s1"),
                source("gcc-11", "libgcc-s1"));

        assertThat(folder.read().edges("app")).containsExactly("BUILD gcc-11");
    }

    @Test
    void without_packages_there_are_build_edges_and_a_note() throws IOException {
        folder.sources(paragraph("app 1-1", "Build-Depends: make"), source("make"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("app")).containsExactly("BUILD make");
        assertThat(sink.notes)
                .containsExactly(
                        "no Packages index: there are no edges at run time, and virtual packages are not known");
    }

    @Test
    void only_the_newest_binary_of_the_architecture_counts_at_run_time() throws IOException {
        folder.sources(source("app"), source("old"), source("new"), source("foreign"))
                .packages(
                        paragraph("app 1-1", "Architecture: amd64", "Depends: old"),
                        paragraph("app 1-2", "Architecture: amd64", "Depends: new"),
                        paragraph("app 1-3", "Architecture: arm64", "Depends: foreign"));

        CollectingSink sink = folder.read();

        assertThat(sink.edges("app")).containsExactly("RUNTIME new");
        assertThat(sink.notes)
                .containsExactly(
                        "1 paragraphs of binary packages passed over for a newer version or an equal one",
                        "1 binary packages of other architectures passed over");
    }

    private static String noteOf(CollectingSink sink, String part) {
        return sink.notes.stream()
                .filter(note -> note.contains(part))
                .findFirst()
                .orElse("");
    }

    /** A source that builds a binary package of its name. */
    private static String source(String name) {
        return source(name, name);
    }

    private static String source(String name, String binaries) {
        return paragraph(name + " 1-1", "Binary: " + binaries);
    }
}
