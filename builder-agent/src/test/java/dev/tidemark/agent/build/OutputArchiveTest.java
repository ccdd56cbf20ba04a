package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.tidemark.agent.build.OutputArchive.Packing;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputArchiveTest {

    private static final long LIMIT = 1000;

    @TempDir
    Path folder;

    private Path out;
    private Path unpacked;

    @BeforeEach
    void an_output() throws IOException {
        out = Files.createDirectory(folder.resolve("out"));
        unpacked = Files.createDirectory(folder.resolve("unpacked"));
        write(out, "lib/ä.txt", "text");
        write(out, "bin/run", "true");
        Files.setPosixFilePermissions(out.resolve("bin/run"), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(out.resolve("empty"));
        Files.createSymbolicLink(out.resolve("bin/link"), Path.of("../lib/ä.txt"));
    }

    @AfterEach
    void make_deletable() throws IOException {
        if (Files.exists(unpacked)) {
            TreeCopy.delete(unpacked);
        }
    }

    @Test
    void what_is_packed_comes_out_again_read_only() throws Exception {
        OutputArchive.pack(out, folder.resolve("a"), LIMIT);

        OutputArchive.unpack(folder.resolve("a"), unpacked, LIMIT);

        assertThat(unpacked.resolve("lib/ä.txt")).hasContent("text");
        assertThat(unpacked.resolve("bin/link")).hasContent("text").isSymbolicLink();
        assertThat(unpacked.resolve("empty")).isEmptyDirectory();
        assertThat(mode("bin/run")).isEqualTo("r-xr-xr-x");
        assertThat(mode("lib/ä.txt")).isEqualTo("r--r--r--");
        assertThat(mode("lib")).isEqualTo("r-xr-xr-x");
    }

    @Test
    void equal_outputs_have_equal_archives_whenever_and_however_they_were_written() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectory(other.resolve("empty"));
        write(other, "bin/run", "true");
        Files.setPosixFilePermissions(other.resolve("bin/run"), PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.setLastModifiedTime(other.resolve("bin/run"), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        Files.createSymbolicLink(other.resolve("bin/link"), Path.of("../lib/ä.txt"));
        write(other, "lib/ä.txt", "text");

        OutputArchive.pack(out, folder.resolve("a"), LIMIT);
        OutputArchive.pack(other, folder.resolve("b"), LIMIT);

        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void an_output_over_the_limit_is_refused() throws Exception {
        assertThat(OutputArchive.pack(out, folder.resolve("a"), 7))
                .isEqualTo(new Packing.Refused(FailureKind.OUTPUT_LIMIT, "the output has 8 bytes, 7 are allowed"));
    }

    @Test
    void an_output_of_more_files_than_allowed_is_refused() throws Exception {
        assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT, 5))
                .isEqualTo(new Packing.Refused(
                        FailureKind.OUTPUT_LIMIT, "the output has more than 5 files, which is all that is allowed"));
        assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT, 6)).isInstanceOf(Packing.Packed.class);
    }

    @Test
    void what_its_owner_may_not_read_is_refused_whoever_packs_it() throws Exception {
        for (String mode : new String[] {"-wx------", "---------"}) {
            Files.setPosixFilePermissions(out.resolve("bin/run"), PosixFilePermissions.fromString(mode));

            assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT))
                    .isEqualTo(new Packing.Refused(
                            FailureKind.BUILD_FAILED, "the output's bin/run may not be read by its owner"));
        }
    }

    @Test
    void an_interrupt_ends_packing_and_unpacking_in_the_middle() throws Exception {
        OutputArchive.pack(out, folder.resolve("a"), LIMIT);
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> OutputArchive.pack(out, folder.resolve("b"), LIMIT))
                    .isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> OutputArchive.unpack(folder.resolve("a"), unpacked, LIMIT))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_name_that_another_agents_folder_could_not_hold_is_refused() throws Exception {
        Path deep = Files.createDirectories(out.resolve(("d".repeat(200) + "/").repeat(11)));

        assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT))
                .isInstanceOfSatisfying(Packing.Refused.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(FailureKind.BUILD_FAILED);
                    assertThat(refused.reason()).startsWith("the output has a name of more than 2048 bytes: ddd");
                });
        assertThat(deep).isDirectory();
    }

    @Test
    void a_name_that_is_no_text_is_refused_since_another_one_could_become_the_same() throws Exception {
        shell("printf one > \"$(printf 'bin/\\377')\"; printf two > \"$(printf 'bin/\\376')\"");

        assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT))
                .isEqualTo(new Packing.Refused(
                        FailureKind.BUILD_FAILED, "the output has a name that is not UTF-8: bin/\uFFFD"));
    }

    @Test
    void a_link_to_a_name_that_is_no_text_is_refused() throws Exception {
        shell("ln -s \"$(printf '\\377')\" bin/odd");

        assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT))
                .isEqualTo(new Packing.Refused(
                        FailureKind.BUILD_FAILED, "the output's link bin/odd leads to a name that is not UTF-8"));
    }

    private void shell(String script) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", script)
                        .directory(out.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void a_link_out_of_the_output_is_refused_however_it_is_written() throws Exception {
        for (String target : new String[] {"/etc/passwd", "../../etc/passwd", "link/../../x", "../lib/../../x"}) {
            Path link = Files.createSymbolicLink(out.resolve("bin/evil"), Path.of(target));

            assertThat(OutputArchive.pack(out, folder.resolve("a"), LIMIT))
                    .isEqualTo(new Packing.Refused(
                            FailureKind.BUILD_FAILED, "the output's link bin/evil leads out of the output"));
            Files.delete(link);
        }
    }

    @Test
    void an_archive_made_by_somebody_else_cannot_write_elsewhere() throws Exception {
        for (String name : new String[] {"../evil", "a/../../evil", "link/evil"}) {
            Path archive = folder.resolve("evil.tar.zst");
            try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(archive)))) {
                TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
                link.setLinkName(".");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
                TarArchiveEntry evil = new TarArchiveEntry(name, true);
                tar.putArchiveEntry(evil);
                tar.closeArchiveEntry();
            }
            Path target = Files.createTempDirectory(folder, "target");

            assertThatThrownBy(() -> OutputArchive.unpack(archive, target, LIMIT))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the archive has an entry");
            assertThat(folder.resolve("evil")).doesNotExist();
        }
    }

    @Test
    void an_archive_that_holds_more_than_allowed_is_not_unpacked() throws Exception {
        OutputArchive.pack(out, folder.resolve("a"), LIMIT);

        assertThatThrownBy(() -> OutputArchive.unpack(folder.resolve("a"), unpacked, 7))
                .hasMessage("the archive holds more than 7 bytes");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.resolve(name)));
    }

    private static void write(Path folder, String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
