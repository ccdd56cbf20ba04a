package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.GraphReading;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Leniency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are not what they should be, through the whole of an import but its last step. */
final class BadSourceTest {

    private static final String CUT_OFF = "The graph of the set tiny could not be read to its end:\n";

    @TempDir
    Path folder;

    private enum Packing {
        PLAIN,
        GZIP,
        ZSTD;

        byte[] pack(byte[] bytes) throws IOException {
            return switch (this) {
                case PLAIN -> bytes;
                case GZIP -> {
                    ByteArrayOutputStream packed = new ByteArrayOutputStream();
                    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                        gzip.write(bytes);
                    }
                    yield packed.toByteArray();
                }
                case ZSTD -> Zstd.compress(bytes);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_whole_file_is_read_however_it_is_compressed_and_called(Packing packing) throws Exception {
        Path file = write(packing.pack(lines(3_000, 0)));

        GraphReading reading = read(file, Leniency.STRICT);

        assertThat(reading.graph().size()).isEqualTo(3_000);
    }

    @ParameterizedTest
    @EnumSource
    void a_file_that_was_cut_off_is_refused_however_lenient(Packing packing) throws Exception {
        byte[] whole = packing.pack(lines(3_000, 0));
        Path file = write(Arrays.copyOf(whole, whole.length - 10));

        assertThatThrownBy(() -> read(file, Leniency.LENIENT))
                .isInstanceOf(IntakeException.class)
                .hasMessageStartingWith(CUT_OFF)
                .hasMessageContaining(
                        packing == Packing.PLAIN
                                ? "  graph:3000: the file ends in the middle of this line: fetch it again\n"
                                : "  graph: the file ends in the middle of what was compressed: fetch it again\n");
    }

    @Test
    void a_file_that_was_cut_off_in_a_letter_or_in_a_line_that_is_too_long_is_refused_however_lenient()
            throws Exception {
        String whole = "{\"attribute\": \"a\"}\n{\"attribute\": \"b\", \"version\": \"";
        byte[] letter = (whole + "\u00e9").getBytes(StandardCharsets.UTF_8);
        for (byte[] cut : List.of(
                Arrays.copyOf(letter, letter.length - 1),
                (whole + "1".repeat(5 << 20)).getBytes(StandardCharsets.UTF_8))) {
            Path file = write(cut);

            assertThatThrownBy(() -> read(file, Leniency.LENIENT))
                    .isInstanceOf(IntakeException.class)
                    .hasMessageStartingWith(
                            CUT_OFF + "  graph:2: the file ends in the middle of this line: fetch it again\n");
        }
    }

    @Test
    void a_last_line_without_an_end_is_a_line_like_others_when_its_object_is_whole() throws Exception {
        Path file = write("""
                {"attribute": "a"}
                {"attribute": "b", "version": []}""".getBytes(StandardCharsets.UTF_8));

        GraphReading reading = read(file, Leniency.LENIENT);

        assertThat(reading.graph().size()).isEqualTo(1);
        assertThat(reading.problems().first())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.toString()).startsWith("graph:2: the field \"version\" is not"));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void a_file_that_was_cut_off_in_its_head_or_damaged_is_refused(Packing packing) throws Exception {
        byte[] whole = packing.pack(lines(3_000, 0));
        Path cut = write(Arrays.copyOf(whole, 6));
        assertThatThrownBy(() -> read(cut, Leniency.LENIENT))
                .hasMessageStartingWith(
                        CUT_OFF + "  graph: the file ends in the middle of what was compressed: fetch it again\n");

        Arrays.fill(whole, whole.length / 2, whole.length / 2 + 50, (byte) 0x5a);
        Path damaged = write(whole);
        assertThatThrownBy(() -> read(damaged, Leniency.LENIENT))
                .hasMessageContaining("graph")
                .hasMessageContaining("fetch it again");
    }

    @Test
    void of_a_file_with_a_tenth_of_its_lines_broken_every_problem_is_counted_and_the_first_are_named()
            throws Exception {
        Path file = write(lines(2_000, 10));

        IntakeException refused = catchThrowableOfType(IntakeException.class, () -> read(file, Leniency.STRICT));

        List<String> lines = String.valueOf(refused.getMessage()).lines().toList();
        assertThat(lines).hasSize(23);
        assertThat(lines.getFirst()).isEqualTo("The graph of the set tiny has 200 problems:");
        for (int i = 1; i <= 20; i++) {
            assertThat(lines.get(i)).startsWith("  graph:%d: not JSON: Unexpected character ('}'".formatted(i * 10));
        }
        assertThat(lines.get(21)).isEqualTo("  and 180 more");
        assertThat(read(file, Leniency.LENIENT).graph().size()).isEqualTo(1_800);
    }

    @Test
    void duplicate_unknown_self_and_control_characters_are_problems_with_their_lines() throws Exception {
        Path file = write("""
                {"attribute": "a", "dependencies": [{"attribute": "a", "kinds": "build"}]}
                {"attribute": "b", "dependencies": [{"attribute": "gone", "kinds": "build"}]}
                {"attribute": "a", "version": "2"}
                {"attribute": "c", "version": "1\\u001b[31m"}
                {"attribute": "d\\ne"}
                """.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(file, Leniency.STRICT))
                .isInstanceOf(IntakeException.class)
                .hasMessageStartingWith("""
                        The graph of the set tiny has 5 problems:
                          graph:3: the package a is there already, at graph:1
                          graph:4: its version "1?[31m" has a control character in it
                          graph:5: package "d?e" is not valid: use letters, digits and _ . + @ ' - (at most 300)
                          graph:1: the package a depends on itself
                          graph:2: the package b depends on "gone", which is not in the set
                        Nothing was published, and the former revision stays in force. Correct them""");
    }

    @Test
    void an_empty_file_is_no_set() throws Exception {
        Path file = write(new byte[0]);

        assertThatThrownBy(() -> read(file, Leniency.LENIENT))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "No package of the set tiny was found, so nothing was published; see that the path leads to the whole set, and import again.");
    }

    @Test
    void a_folder_and_a_missing_file_are_told_apart() {
        assertThatThrownBy(() -> read(folder, Leniency.STRICT))
                .isInstanceOf(IOException.class)
                .hasMessage("%s is a folder: name the file in it that has one package a line".formatted(folder));
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> read(missing, Leniency.STRICT))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file %s: check the path".formatted(missing));
    }

    @Test
    void a_file_that_is_one_list_says_how_to_make_it_lines() throws Exception {
        for (String list : List.of("[{\"attribute\": \"a\"}]", "[\n{\"attribute\": \"a\"}\n]\n")) {
            Path file = write(list.getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> read(file, Leniency.LENIENT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the file %s is one JSON list, not one object a line: make it lines with jq -c '.[]'"
                            .formatted(file));
        }
    }

    @Test
    void lines_of_no_known_form_lead_to_mappings() throws Exception {
        Path file = write("{\"name\": \"a\"}\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(file, Leniency.LENIENT))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the lines of %s are of no known form, the first has no field \"attribute\": name a mapping with --mapping (tidemark, nixpkgs-jobs, or a file; see docs/formats/jsonl.md)"
                                .formatted(file));
    }

    @Test
    void bytes_of_anything_end_in_an_error_that_can_be_shown() throws Exception {
        byte[] noise = new byte[200_000];
        new Random(17).nextBytes(noise);

        IntakeException refused =
                catchThrowableOfType(IntakeException.class, () -> read(write(noise), Leniency.STRICT));

        assertThat(String.valueOf(refused.getMessage())
                        .replace("\n", "")
                        .codePoints()
                        .noneMatch(Character::isISOControl))
                .isTrue();
    }

    private static byte[] lines(int count, int brokenEvery) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            boolean broken = brokenEvery > 0 && i % brokenEvery == 0;
            lines.append("{\"attribute\": ")
                    .append(broken ? "" : "\"package-%d\"".formatted(i))
                    .append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static GraphReading read(Path file, Leniency leniency)
            throws IOException, InterruptedException, IntakeException {
        JsonlReader reader = new JsonlReader(List.of(file), "tiny", Optional.of("x86_64-linux"), Optional.empty());
        return GraphDraft.read(reader, "tiny", Optional.empty(), leniency, ImportProgress.SILENT);
    }

    /** By a name that says nothing. */
    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("graph"), bytes);
    }
}
