package dev.tidemark.intake.debian;

import static dev.tidemark.intake.debian.IndexFolder.paragraph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.intake.Origin;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianReaderTest {

    @TempDir
    Path path;

    private IndexFolder folder;

    @BeforeEach
    void an_empty_folder() {
        folder = new IndexFolder(path);
    }

    @Test
    void a_source_becomes_a_package() throws IOException {
        folder.sources(
                paragraph(
                        "curl 1:8.9-1+deb12u1",
                        "Binary: curl, libcurl4",
                        "Maintainer: Debian Curl Team <curl@tracker.debian.org>",
                        "Uploaders: Jane Doe <jdoe@debian.org>",
                        "Architecture: any all",
                        "Build-Depends: make",
                        "Checksums-Sha256: ",
                        " bb 2 curl_8.9.orig.tar.gz",
                        " aa 1 curl_8.9-1.dsc",
                        "Section: net",
                        "Directory: pool/main/c/curl"),
                paragraph("make 4.3-1", "Binary: make"));

        CollectingSink sink = folder.read();

        assertThat(sink.get("curl"))
                .isEqualTo(Package.newBuilder()
                        .setSet("debian")
                        .setAttribute("curl")
                        .setPname("curl")
                        .setVersion("1:8.9-1+deb12u1")
                        .setSystems(List.of("x86_64-linux"))
                        .setDependencies(List.of(new Dependency("make", DependencyKind.BUILD)))
                        .setMaintainers(List.of("jdoe"))
                        .setTeams(List.of("debian-curl-team"))
                        .setUnfree(false)
                        .setFeatures(List.of())
                        .setRecipeDigest(Sha256.builder()
                                .add("curl")
                                .add("1:8.9-1+deb12u1")
                                .add("aa 1 curl_8.9-1.dsc")
                                .add("bb 2 curl_8.9.orig.tar.gz")
                                .build()
                                .hex())
                        .build());
        String file = path.resolve("Sources").toString();
        assertThat(sink.origins).containsExactly(new Origin(file, 1), new Origin(file, 14));
    }

    @Test
    void the_digest_changes_with_the_files_and_not_with_their_order() throws IOException {
        String first = digest(" aa 1 x.dsc", " bb 2 x.orig.tar.xz");

        assertThat(digest(" bb 2 x.orig.tar.xz", " aa 1 x.dsc")).isEqualTo(first);
        assertThat(digest(" aa 1 x.dsc", " cc 2 x.orig.tar.xz")).isNotEqualTo(first);
        assertThat(digest(" aa 1 x.dsc")).isNotEqualTo(first);
    }

    @Test
    void where_only_older_checksums_stand_the_digest_is_over_those() throws IOException {
        folder.sources(paragraph("x 1", "Files: ", " aa 1 x.dsc"));
        String one = folder.read().get("x").getRecipeDigest();
        folder.sources(paragraph("x 1", "Files: ", " bb 1 x.dsc"));

        assertThat(folder.read().get("x").getRecipeDigest()).isNotEqualTo(one);
    }

    @Test
    void of_several_versions_the_newest_is_the_package() throws IOException {
        folder.sources(
                        paragraph("alpha 1.9-1", "Binary: alpha-old"),
                        paragraph("alpha 1.10-1", "Binary: alpha-new"),
                        paragraph("alpha 1.10~rc1-1", "Binary: alpha-rc"),
                        paragraph("beta 1-1", "Build-Depends: alpha-old | alpha-new"))
                .write("security_Sources", paragraph("alpha 1.10-1"));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("alpha", "beta");
        assertThat(sink.get("alpha").getVersion()).isEqualTo("1.10-1");
        assertThat(sink.edges("beta")).containsExactly("BUILD alpha");
        assertThat(sink.notes).contains("3 paragraphs of sources passed over for a newer version or an equal one");
    }

    @Test
    void what_is_kept_only_for_its_source_is_no_package() throws IOException {
        folder.sources(
                paragraph("alpha 2-1", "Extra-Source-Only: yes"),
                paragraph("alpha 1-1"),
                paragraph("beta 1-1", "Extra-Source-Only: yes"));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("alpha");
        assertThat(sink.get("alpha").getVersion()).isEqualTo("1-1");
        assertThat(sink.notes)
                .contains("2 sources passed over that are kept only for what was built with them (Extra-Source-Only)");
    }

    @Test
    void a_source_for_other_architectures_is_refused_as_unsupported() throws IOException {
        folder.sources(
                paragraph("grub-arm 1-1", "Architecture: armel armhf"),
                paragraph("data 1-1", "Architecture: all"),
                paragraph("cpu 1-1", "Architecture: any-amd64 i386"));

        CollectingSink sink = folder.read();

        assertThat(sink.get("grub-arm").getRefusals())
                .containsExactly(
                        new Refusal(RefusalKind.UNSUPPORTED, "amd64 is not among its architectures (armel armhf)"));
        assertThat(sink.get("grub-arm").getSystems()).containsExactly("x86_64-linux");
        assertThat(sink.get("data").getRefusals()).isEmpty();
        assertThat(sink.get("cpu").getRefusals()).isEmpty();
        assertThat(sink.notes).contains("1 sources refused: they are not built for x86_64-linux");
        assertThat(folder.read("armv7l-linux").get("grub-arm").getRefusals()).isEmpty();
    }

    @Test
    void only_what_is_not_free_is_unfree() throws IOException {
        folder.sources(
                paragraph("main 1-1", "Section: libs", "Directory: pool/main/m/main"),
                paragraph("contrib 1-1", "Section: contrib/libs", "Directory: pool/contrib/c/contrib"),
                paragraph("section 1-1", "Section: non-free/libs"),
                paragraph("firmware 1-1", "Section: non-free-firmware/kernel"),
                paragraph("directory 1-1", "Section: misc", "Directory: pool/updates/non-free/d/directory"));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute().values().stream()
                        .filter(Package::getUnfree)
                        .map(Package::getAttribute))
                .containsExactly("directory", "firmware", "section");
    }

    @Test
    void files_and_folders_may_be_given_together() throws IOException {
        folder.write("mirror_main_source_Sources", paragraph("alpha 1-1"))
                .write("contrib_Sources", paragraph("beta 1-1"))
                .write("Release", "no index")
                .write("Sources.bak", "no index either");
        CollectingSink one = new CollectingSink();
        CollectingSink all = new CollectingSink();

        read(one, path.resolve("contrib_Sources"));
        read(all, path);

        assertThat(one.byAttribute()).containsOnlyKeys("beta");
        assertThat(all.byAttribute()).containsOnlyKeys("alpha", "beta");
        assertThat(all.problems).isEmpty();
    }

    @Test
    void a_folder_without_sources_says_what_to_do() throws IOException {
        folder.packages(paragraph("alpha 1-1"));

        assertThatThrownBy(() -> folder.read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No Sources index in [" + path + "]")
                .hasMessageContaining("deb-src");
    }

    @Test
    void a_file_that_is_not_there_or_no_index_says_what_to_do() throws IOException {
        folder.write("archive.txt", "");

        assertThatThrownBy(() -> read(new CollectingSink(), path.resolve("absent")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent does not exist: name a Sources or Packages index");
        assertThatThrownBy(() -> read(new CollectingSink(), path.resolve("archive.txt")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("archive.txt is no index by its name");
    }

    @Test
    void an_archive_needs_an_index_and_a_system_that_debian_has() {
        assertThatThrownBy(() -> new DebianArchive("debian", List.of(), "x86_64-linux"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no index is named");
        assertThatThrownBy(() -> new DebianArchive("debian", List.of(path), "x86_64-darwin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x86_64-darwin");
    }

    @Test
    void progress_ends_at_twice_the_bytes() throws IOException {
        String text = paragraph("alpha 1-1");
        folder.sources(text).packages(text);

        CollectingSink sink = folder.read();

        assertThat(sink.bytes()).isEqualTo(4L * (text.length() + 1));
        assertThat(sink.bytesRead()).isSorted().startsWith(0L).endsWith(sink.bytes());
    }

    private String digest(String... files) throws IOException {
        String[] fields = new String[files.length + 1];
        fields[0] = "Checksums-Sha256:";
        System.arraycopy(files, 0, fields, 1, files.length);
        folder.sources(paragraph("x 1", fields));
        return folder.read().get("x").getRecipeDigest();
    }

    private static void read(CollectingSink sink, Path... given) throws IOException {
        new DebianReader(new DebianArchive("debian", List.of(given), "x86_64-linux")).read(sink);
    }
}
