package dev.tidemark.intake.debian;

import static dev.tidemark.intake.debian.IndexFolder.paragraph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class IndexParserTest {

    enum Packing {
        PLAIN,
        GZIP,
        XZ,
        LZ4;

        OutputStream over(OutputStream out) throws IOException {
            return switch (this) {
                case PLAIN -> out;
                case GZIP -> new GZIPOutputStream(out);
                case XZ -> new XZOutputStream(out, new LZMA2Options(0));
                case LZ4 -> new FramedLZ4CompressorOutputStream(out);
            };
        }
    }

    @TempDir
    Path path;

    private IndexFolder folder;

    @BeforeEach
    void an_empty_folder() {
        folder = new IndexFolder(path);
    }

    @ParameterizedTest
    @EnumSource
    void an_index_is_unpacked_by_its_first_bytes_whatever_its_name(Packing packing) throws IOException {
        Files.write(
                path.resolve("Sources"), packed(packing, paragraph("alpha 1-1") + "\n" + paragraph("beta 1-1") + "\n"));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("alpha", "beta");
        assertThat(sink.problems).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "LZ4"})
    void what_is_cut_off_is_told_and_what_stands_before_it_is_read(Packing packing) throws IOException {
        byte[] whole = packed(packing, manySources(4_000));
        Files.write(path.resolve("Sources"), Arrays.copyOf(whole, whole.length / 2));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsKey("source-0").hasSizeBetween(500, 3_500);
        assertThat(sink.problems).isEmpty();
        assertThat(sink.ends).hasSize(1);
        assertThat(sink.ends.get(0))
                .matches(
                        ".*Sources:\\d{3,}: what follows cannot be read \\(.*\\): the file is cut off or damaged, fetch it again");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "LZ4"})
    void what_ends_in_its_first_bytes_is_cut_off_at_the_first_line(Packing packing) throws IOException {
        Files.write(path.resolve("Sources"), Arrays.copyOf(packed(packing, paragraph("alpha 1-1")), 6));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).isEmpty();
        assertThat(sink.ends).hasSize(1);
        assertThat(sink.ends.get(0)).startsWith(path.resolve("Sources") + ":1: what follows cannot be read (");
    }

    /** Every one of its bytes, so also in the middle of a letter, of a line, and between two lines. */
    @Test
    void a_plain_index_is_cut_off_wherever_it_ends_but_between_paragraphs() throws IOException {
        String first = paragraph("alpha 1-1", "Binary: alpha") + "\n";
        byte[] whole = (first
                        + paragraph(
                                "beta 1-1", "Maintainer: J\u00e9 <x@example.org>", "Build-Depends: alpha,", " alpha")
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int length = first.length() + 1; length < whole.length; length++) {
            Files.write(path.resolve("Sources"), Arrays.copyOf(whole, length));

            CollectingSink sink = folder.read();

            assertThat(sink.byAttribute()).as("of %d bytes", length).containsOnlyKeys("alpha");
            assertThat(sink.problems).as("of %d bytes", length).isEmpty();
            assertThat(sink.ends)
                    .as("of %d bytes", length)
                    .singleElement()
                    .satisfies(
                            end -> assertThat(end)
                                    .matches(
                                            ".*Sources:\\d+: what follows cannot be read \\(it ends in the middle of a (line|paragraph)\\): the file is cut off or damaged, fetch it again"));
        }
        Files.write(path.resolve("Sources"), whole);
        assertThat(folder.read().ends).isEmpty();
        assertThat(folder.read().edges("beta")).containsExactly("BUILD alpha");
    }

    @Test
    void binary_packages_that_are_cut_off_are_told() throws IOException {
        folder.sources(paragraph("alpha 1-1"));
        Files.writeString(path.resolve("Packages"), "Package: alpha\nVersion: 1-1\nDepends: al");

        CollectingSink sink = folder.read();

        assertThat(sink.ends)
                .containsExactly(
                        at(
                                "Packages:3: what follows cannot be read (it ends in the middle of a line): the file is cut off or damaged, fetch it again"));
    }

    @Test
    void an_index_that_is_packed_otherwise_is_refused() throws IOException {
        Files.write(path.resolve("Sources"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0});

        assertThatThrownBy(() -> folder.read())
                .isInstanceOf(IOException.class)
                .hasMessage(path.resolve("Sources")
                        + " is packed with zstd or bzip2, which is not read: unpack it, or fetch it as .xz");
    }

    @Test
    void a_paragraph_without_name_or_version_is_a_problem_and_the_others_are_read() throws IOException {
        folder.sources(
                        "Package: nameless\n",
                        "Version: 1-1\n",
                        paragraph("good 1-1"),
                        paragraph("bad_name 1-1"),
                        paragraph("bad 1-"))
                .packages("Package: half\n", paragraph("good 1-1"));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("good");
        assertThat(sink.problems)
                .containsExactly(
                        at("Sources:1: the field Version is missing"),
                        at("Sources:3: the field Package is missing"),
                        at("Sources:8: \"bad_name\" is not a package's name"),
                        at("Sources:11: \"1-\" is not a version of Debian's"),
                        at("Packages:1: the field Version is missing"));
    }

    @Test
    void a_line_that_is_no_field_is_one_problem_of_its_line() throws IOException {
        folder.sources(
                "Package: cut\nVersion\nAgain\n",
                paragraph("good 1-1"),
                "Package: twice\nVersion: 1\nversion: 2\n",
                ":none\n");

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("good");
        assertThat(sink.problems)
                .containsExactly(
                        at("Sources:2: the line is no field: it has no colon"),
                        at("Sources:10: the field Version stands twice in one paragraph"),
                        at("Sources:12: the line is no field: it has no colon"));
    }

    @Test
    void a_line_that_is_not_utf_8_is_a_problem_and_the_others_are_read() throws IOException {
        byte[] text = (paragraph("old 1-1", "Maintainer: J\u00e9r\u00f4me <x@example.org>") + "\n"
                        + paragraph("good 1-1") + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(path.resolve("Sources"), text);

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("good");
        assertThat(sink.problems).containsExactly(at("Sources:3: the line is not UTF-8"));
    }

    @Test
    void names_in_utf_8_and_fields_in_any_case_are_read() throws IOException {
        folder.sources("package: good\nVERSION: 1-1\nmaintainer: Łukasz Ø <x@example.org>\n");

        assertThat(folder.read().get("good").getMaintainers()).containsExactly("lukasz-o");
    }

    @Test
    void a_line_longer_than_the_buffer_is_one_line() throws IOException {
        String name = "a".repeat(100_000);
        folder.sources(paragraph("good 1-1", "Binary: " + name), paragraph("app 1-1", "Build-Depends: " + name));

        assertThat(folder.read().edges("app")).containsExactly("BUILD good");
    }

    @Test
    void what_has_no_lines_is_no_text_and_not_held_whole() throws IOException {
        folder.sources(paragraph("good 1-1"), "x".repeat(2 * LineReader.MOST_BYTES));

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).containsOnlyKeys("good");
        assertThat(sink.ends)
                .containsExactly(
                        at(
                                "Sources:4: what follows cannot be read (a line of more than 4194304 bytes is no text): the file is cut off or damaged, fetch it again"));
    }

    @Test
    void an_empty_index_has_no_packages_and_no_problem() throws IOException {
        folder.sources("").packages("\n \n\n");

        CollectingSink sink = folder.read();

        assertThat(sink.byAttribute()).isEmpty();
        assertThat(sink.problems).isEmpty();
    }

    private String at(String problem) {
        return path.resolve(problem).toString();
    }

    /** What cannot be packed to almost nothing, so that half of it has many paragraphs. */
    private static String manySources(int count) {
        Random chance = new Random(42);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            byte[] noise = new byte[60];
            chance.nextBytes(noise);
            text.append(paragraph(
                            "source-" + i + " 1-1",
                            "Directory: " + Base64.getEncoder().encodeToString(noise)))
                    .append('\n');
        }
        return text.toString();
    }

    private static byte[] packed(Packing packing, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packing.over(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
