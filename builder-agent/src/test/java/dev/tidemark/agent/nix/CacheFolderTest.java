package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged in a cache is taken away, and nothing else. */
final class CacheFolderTest {

    private static final String PATH = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-csv-1.0";
    private static final byte[] ARCHIVE = "an archive".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path described;
    private Path archive;

    @SuppressWarnings("NullAway.Init") // JUnit sets these before each test.
    CacheFolderTest() {}

    @BeforeEach
    void published() throws IOException {
        described = folder.resolve("0123456789abcdfghijklmnpqrsvwxyz.narinfo");
        archive = folder.resolve("nar/one.nar.zst");
        Files.createDirectories(folder.resolve("nar"));
        Files.write(archive, ARCHIVE);
        describe("sha256:" + CacheFolder.written(Sha256.newDigest().digest(ARCHIVE)));
    }

    private void describe(String hash) throws IOException {
        Files.writeString(
                described,
                "StorePath: %s\nURL: nar/one.nar.zst\nFileHash: %s\nFileSize: %d\n"
                        .formatted(PATH, hash, ARCHIVE.length));
    }

    private void drop() throws IOException {
        new CacheFolder(folder).dropDamaged(List.of(PATH, "/nix/store/z-never-published"));
    }

    @Test
    void a_hash_is_written_as_nix_writes_it() {
        // nix-hash --type sha256 --base32 --flat of an empty file
        assertThat(CacheFolder.written(Sha256.newDigest().digest(new byte[0])))
                .isEqualTo("0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73");
    }

    @Test
    void what_is_whole_stays() throws IOException {
        drop();

        assertThat(described).exists();
        assertThat(archive).hasBinaryContent(ARCHIVE);
    }

    @Test
    void an_archive_of_another_content_goes_with_what_describes_it() throws IOException {
        Files.write(archive, "an arcHive".getBytes(StandardCharsets.UTF_8));

        drop();

        assertThat(described).doesNotExist();
        assertThat(archive).doesNotExist();
    }

    @Test
    void without_reading_them_archives_of_another_size_go_and_no_others() throws IOException {
        Files.write(archive, "an arcHive".getBytes(StandardCharsets.UTF_8));
        new CacheFolder(folder).dropIncomplete(List.of(PATH));
        assertThat(archive).exists();

        Files.write(archive, new byte[] {1});
        new CacheFolder(folder).dropIncomplete(List.of(PATH, "/nix/store/z-never-published"));

        assertThat(described).doesNotExist();
        assertThat(archive).doesNotExist();
    }

    @Test
    void without_reading_what_describes_an_archive_that_is_not_there_goes() throws IOException {
        Files.delete(archive);

        new CacheFolder(folder).dropIncomplete(List.of(PATH));

        assertThat(described).doesNotExist();
    }

    @Test
    void so_does_one_that_is_cut_off_whatever_its_hash_is() throws IOException {
        describe("sha512:of-another-kind");
        Files.write(archive, new byte[] {1});

        drop();

        assertThat(archive).doesNotExist();
    }

    @Test
    void what_describes_an_archive_that_is_not_there_goes() throws IOException {
        Files.delete(archive);

        drop();

        assertThat(described).doesNotExist();
    }

    @Test
    void what_describes_nothing_goes_and_takes_nothing_outside_with_it() throws IOException {
        Path outside = Files.write(folder.resolve("outside"), ARCHIVE);
        Files.writeString(described, "URL: nar/../outside\nFileSize: 1\n");

        drop();

        assertThat(described).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void what_is_named_can_be_had_while_its_archive_is_there() throws IOException {
        CacheFolder cache = new CacheFolder(folder);
        assertThat(cache.has(PATH)).isTrue();
        assertThat(cache.has("/nix/store/z-never-published")).isFalse();

        Files.delete(archive);

        assertThat(cache.has(PATH)).isFalse();
    }

    @Test
    void what_describes_nothing_cannot_be_had() throws IOException {
        Files.writeString(described, "FileSize: 1\n");

        assertThat(new CacheFolder(folder).has(PATH)).isFalse();
    }
}
