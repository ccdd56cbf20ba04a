package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.event.GpuNeed;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.workspace.nix.SetSink.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have evaluated, as two releases of Nix print it. */
class LinesTest {

    private static final Path RECORDED = Path.of("src/test/resources/dev/tidemark/workspace/nix");
    private static final String LIBZ = "/nix/store/azq32hfgjb7hllcz1lrmx6pwki6idmaz-libz-1.3.0.drv";
    private static final String CRYPT = "/nix/store/cr2jv09h5yj4bnf96nx3pb8r65r04qxc-libcrypt-3.0.2.drv";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"2.8.0-jobs.json, 2.8.0-show-derivation.json", "2.34.8-jobs.json, 2.34.8-derivation-show.json"})
    void recorded_jobs_and_derivations_are_one_graph_whatever_the_release(String jobs, String derivations)
            throws Exception {
        RecordingSink sink = read(RECORDED.resolve(jobs), Optional.of(RECORDED.resolve(derivations)));

        assertThat(sink.byAttribute()).hasSize(22);
        assertThat(sink.problems).isEmpty();
        assertThat(sink.needs("gitish"))
                .containsExactly(
                        "libcrypt BUILD",
                        "libcrypt RUNTIME",
                        "libfetch BUILD",
                        "libfetch RUNTIME",
                        "libz BUILD",
                        "libz RUNTIME",
                        "pyro CHECK");
        assertThat(sink.needs("pyro")).containsExactly("libsql BUILD", "libsql RUNTIME", "libz BUILD", "libz RUNTIME");
        // Its derivation was not printed: the line says what it needs.
        assertThat(sink.needs("manpages")).containsExactly("libmark BUILD");
        Package torchish = sink.get("torchish");
        assertThat(torchish.getUnfree()).isFalse();
        assertThat(sink.get("gpuaccel").getUnfree()).isTrue();
        assertThat(sink.needs("torchish")).contains("gpuaccel RUNTIME", "pyro BUILD");
        assertThat(torchish.getRefusals())
                .containsExactly(new Refusal(RefusalKind.EVALUATION_FAILED, "refusing to evaluate (unfree or broken)"));
        assertThat(sink.get("gpuaccel").getFeatures()).containsExactly("cuda");
        assertThat(sink.get("libz").getMaintainers()).isNotEmpty().noneMatch(handle -> handle.contains("@"));
        assertThat(sink.get("libz").getVersion()).isEqualTo("1.3.0");
    }

    @Test
    void what_a_package_asks_of_gpus_is_in_its_meta_and_what_nobody_can_have_refuses_it() throws Exception {
        Path lines = Files.writeString(folder.resolve("lines.json"), """
                {"attr": "pair", "attrPath": ["pair"], "drvPath": "/nix/store/00000000000000000000000000000000-pair.drv", "name": "pair-1", "system": "x86_64-linux", "requiredSystemFeatures": ["cuda"], "meta": {"tidemark": {"gpus": {"count": 2, "anyArchitectureOf": ["sm-90"]}}}}
                {"attr": "none", "attrPath": ["none"], "drvPath": "/nix/store/11111111111111111111111111111111-none.drv", "name": "none-1", "system": "x86_64-linux", "meta": {"tidemark": {"gpus": {"count": 65}}}}
                """);

        RecordingSink sink = read(lines, Optional.empty());

        assertThat(sink.get("pair").getFeatures()).containsExactly("cuda");
        assertThat(sink.get("pair").getGpus()).contains(new GpuNeed(2, List.of("sm-90"), 0L, ""));
        assertThat(sink.get("none").getGpus()).isEmpty();
        assertThat(sink.get("none").getRefusals())
                .containsExactly(new Refusal(
                        RefusalKind.EVALUATION_FAILED,
                        "\"meta.tidemark.gpus\": 65 GPUs cannot be asked for: use 1 to 64"));
    }

    @Test
    void a_last_line_that_ends_in_the_middle_is_a_file_that_was_cut_off() throws Exception {
        String first = "{\"attr\": \"a\", \"attrPath\": [\"a\"], \"error\": \"it throws\"}\n";
        Path lines = Files.writeString(folder.resolve("lines.json"), first + "{\"attr\": \"b\", \"drv");

        RecordingSink sink = read(lines, Optional.empty());

        assertThat(sink.ends).containsExactly("lines.json:2: the line ends in the middle");
        assertThat(sink.problems).isEmpty();
        assertThat(sink.byAttribute()).containsOnlyKeys("a");
    }

    @Test
    void both_releases_have_the_same_recipes() throws Exception {
        RecordingSink old =
                read(RECORDED.resolve("2.8.0-jobs.json"), Optional.of(RECORDED.resolve("2.8.0-show-derivation.json")));
        RecordingSink recent = read(
                RECORDED.resolve("2.34.8-jobs.json"), Optional.of(RECORDED.resolve("2.34.8-derivation-show.json")));

        for (String attribute : List.of("libz", "libcrypt", "libfetch", "libsql", "pyro", "gitish")) {
            assertThat(recent.get(attribute).getRecipeDigest())
                    .as(attribute)
                    .isEqualTo(old.get(attribute).getRecipeDigest());
        }
    }

    @Test
    void lines_alone_give_the_edges_between_packages() throws Exception {
        RecordingSink sink = read(write("""
                {"attr":"libz","attrPath":["libz"],"drvPath":"%s","inputDrvs":{},"name":"libz-1.3.0","system":"x86_64-linux"}

                {"attr":"libcrypt","attrPath":["libcrypt"],"drvPath":"%s","inputDrvs":{"%s":["out"],"/nix/store/gone-1.drv":["out"]},\
                "name":"libcrypt-3.0.2","outputs":{"out":"/nix/store/x"},"system":"x86_64-linux",\
                "requiredSystemFeatures":["kvm","big-parallel"],"meta":{"license":[{"free":true},{"free":false}],\
                "maintainers":[{"name":"Bob","github":"bob"},{"name":"Eve","email":"eve@example.invalid"},"zoe","a@b.c"],\
                "teams":[{"shortName":"tls","members":[{"github":"bob"},{"github":"tim"}]}],\
                "knownVulnerabilities":["CVE-1","CVE-2"],"platforms":["aarch64-linux"]}}
                """.formatted(LIBZ, CRYPT, LIBZ)), Optional.empty());

        Package crypt = sink.get("libcrypt");
        assertThat(sink.needs("libcrypt")).containsExactly("libz BUILD");
        assertThat(crypt.getPname()).isEqualTo("libcrypt");
        assertThat(crypt.getVersion()).isEqualTo("3.0.2");
        assertThat(crypt.getUnfree()).isTrue();
        assertThat(crypt.getFeatures()).containsExactly("big-parallel", "kvm");
        assertThat(crypt.getMaintainers()).containsExactly("bob", "Eve", "zoe", "tim");
        assertThat(crypt.getTeams()).containsExactly("tls");
        assertThat(crypt.getRefusals())
                .containsExactly(
                        new Refusal(RefusalKind.INSECURE, "CVE-1; CVE-2"),
                        new Refusal(RefusalKind.UNSUPPORTED, "x86_64-linux is not among its platforms"));
        assertThat(sink.origin("libcrypt")).isEqualTo(new Place("lines.json", 3));
        assertThat(sink.notes)
                .containsExactly("2 derivations could not be read, such as " + LIBZ
                        + " (it is not in the store): edges through them are missing");
    }

    @Test
    void derivations_in_a_store_elsewhere_say_more_than_the_lines() throws Exception {
        Path store = Files.createDirectory(folder.resolve("store"));
        Files.writeString(
                store.resolve(StorePath.baseName(LIBZ)),
                "Derive([(\"out\",\"/nix/store/zz-libz\",\"\",\"\")],[],[],\"x86_64-linux\",\"/bin/sh\",[],[])");
        Files.writeString(
                store.resolve(StorePath.baseName(CRYPT)),
                "Derive([(\"out\",\"/nix/store/cc\",\"\",\"\")],[(\"%s\",[\"out\"])],[],\"x86_64-linux\",\"/bin/sh\",[],[(\"buildInputs\",\"/nix/store/zz-libz\")])"
                        .formatted(LIBZ));
        Path lines = write("""
                {"attr":"libz","attrPath":["libz"],"drvPath":"%s","inputDrvs":{}}
                {"attr":"libcrypt","attrPath":["libcrypt"],"drvPath":"%s","inputDrvs":{}}
                """.formatted(LIBZ, CRYPT));

        RecordingSink sink =
                read(lines, new NixSettings(Map.of(), Optional.of(store), 3, Duration.ofHours(1)), Optional.empty());

        assertThat(sink.needs("libcrypt")).containsExactly("libz BUILD", "libz RUNTIME");
        assertThat(sink.notes).isEmpty();
    }

    @Test
    void a_package_whose_own_derivation_is_damaged_is_a_problem() throws Exception {
        Path store = Files.createDirectory(folder.resolve("store"));
        Files.writeString(store.resolve(StorePath.baseName(LIBZ)), "Derive(oops");
        Path lines = write("{\"attr\":\"libz\",\"attrPath\":[\"libz\"],\"drvPath\":\"%s\"}".formatted(LIBZ));

        RecordingSink sink =
                read(lines, new NixSettings(Map.of(), Optional.of(store), 3, Duration.ofHours(1)), Optional.empty());

        assertThat(sink.byAttribute()).isEmpty();
        assertThat(sink.problems)
                .containsExactly("lines.json:1: its derivation " + LIBZ
                        + " cannot be read: not a derivation: expected \"[\" at byte 7");
    }

    @Test
    void a_failed_attribute_says_why_without_colours_and_trace() throws Exception {
        RecordingSink sink = read(write("""
                {"attr":"a","attrPath":["a"],"error":"\\u001b[31;1merror:\\u001b[0m\\n       … while calling\\n\\n       error: Package ‘a-1’ is marked as broken, refusing to evaluate."}
                {"attr":"b","attrPath":["b"],"error":"error: Package 'b' has an unfree license ('x'), refusing to evaluate."}
                {"attr":"c","attrPath":["c"],"error":"error: c not supported for interpreter python2"}
                {"attr":"libz","attrPath":["libz"],"drvPath":"%s","system":"x86_64-linux"}
                """.formatted(LIBZ)), Optional.empty());

        assertThat(sink.get("a").getRefusals())
                .containsExactly(
                        new Refusal(RefusalKind.BROKEN, "Package ‘a-1’ is marked as broken, refusing to evaluate."));
        assertThat(sink.get("b").getUnfree()).isTrue();
        assertThat(sink.get("c").getRefusals().getFirst().getKind()).isEqualTo(RefusalKind.UNSUPPORTED);
        assertThat(sink.get("c").getPname()).isEqualTo("c");
        assertThat(sink.get("c").getSystems()).containsExactly("x86_64-linux");
    }

    @Test
    void an_attribute_of_several_systems_is_one_package() throws Exception {
        RecordingSink sink = read(write("""
                {"attr":"x86_64-linux.libz","attrPath":["x86_64-linux","libz"],"drvPath":"%s","system":"x86_64-linux"}
                {"attr":"libz.aarch64-linux","attrPath":["libz","aarch64-linux"],"drvPath":"%s","system":"aarch64-linux"}
                {"attr":"libz.x86_64-darwin","attrPath":["libz","x86_64-darwin"],"error":"error: no"}
                """.formatted(LIBZ, CRYPT)), Optional.empty());

        assertThat(sink.byAttribute()).containsOnlyKeys("libz");
        assertThat(sink.get("libz").getSystems()).containsExactly("aarch64-linux", "x86_64-linux");
        assertThat(sink.get("libz").getRefusals()).isEmpty();
    }

    @Test
    void a_system_that_refuses_a_package_is_not_among_its_systems_unless_all_do() throws Exception {
        String refused =
                "{\"attr\":\"%s\",\"attrPath\":[\"%s\",\"%s\"],\"drvPath\":\"%s\",\"system\":\"%s\",\"meta\":{%s}}\n";
        RecordingSink sink = read(
                write(refused.formatted("libz", "libz", "aarch64-linux", LIBZ, "aarch64-linux", "\"broken\":true")
                        + refused.formatted("libz", "libz", "x86_64-linux", CRYPT, "x86_64-linux", "")
                        + refused.formatted(
                                "none", "none", "x86_64-linux", "/n/x.drv", "x86_64-linux", "\"broken\":true")
                        + refused.formatted(
                                "none", "none", "aarch64-linux", "/n/y.drv", "aarch64-linux", "\"unsupported\":true")),
                Optional.empty());

        assertThat(sink.get("libz").getSystems()).containsExactly("x86_64-linux");
        assertThat(sink.get("libz").getRefusals()).isEmpty();
        assertThat(sink.get("none").getSystems()).containsExactly("aarch64-linux", "x86_64-linux");
        assertThat(sink.get("none").getRefusals())
                .containsExactly(
                        new Refusal(RefusalKind.BROKEN, ""),
                        new Refusal(RefusalKind.UNSUPPORTED, "aarch64-linux is not among its platforms"));
    }

    @Test
    void what_a_package_says_of_itself_is_what_it_says_for_the_first_system_whatever_its_hashes() throws Exception {
        String line =
                "{\"attr\":\"libz\",\"attrPath\":[\"libz\",\"%1$s\"],\"drvPath\":\"%2$s\",\"system\":\"%1$s\",\"version\":\"%3$s\"}\n";
        RecordingSink one = read(
                write(line.formatted("aarch64-linux", LIBZ, "1") + line.formatted("x86_64-linux", CRYPT, "2")),
                Optional.empty());
        RecordingSink other = read(
                write(line.formatted("x86_64-linux", LIBZ, "2") + line.formatted("aarch64-linux", CRYPT, "1")),
                Optional.empty());

        assertThat(one.get("libz").getVersion()).isEqualTo("1");
        assertThat(other.get("libz").getVersion()).isEqualTo("1");
    }

    @Test
    void a_line_that_is_none_is_a_problem_and_ends_nothing() throws Exception {
        RecordingSink sink = read(write("""
                nonsense
                []
                {"attr":"libz","attrPath":["libz"],"drvPath":"%s"}
                {"drvPath":"/nix/store/nameless.drv"}
                """.formatted(LIBZ)), Optional.empty());

        assertThat(sink.byAttribute()).containsOnlyKeys("libz");
        assertThat(sink.problems).hasSize(3).first().asString().startsWith("lines.json:1: it is no JSON: ");
        assertThat(sink.problems.subList(1, 3))
                .containsExactly("lines.json:2: it is no JSON object", "lines.json:4: the field attrPath is missing");
    }

    @Test
    void a_file_without_attributes_is_refused() throws Exception {
        Path empty = write("\n");
        Path half = Files.writeString(folder.resolve("array.json"), "[{\"attr\": \"a\"}");

        assertThatThrownBy(() -> read(empty, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("names no attribute");
        assertThatThrownBy(() -> read(half, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no whole JSON array");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> read(absent, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("there is no file %s: check the path, or give ", absent);
    }

    @Test
    void a_line_that_is_not_utf_8_is_named_by_its_number() throws Exception {
        Path lines = write("{\"attr\":\"libz\",\"attrPath\":[\"libz\"],\"drvPath\":\"%s\"}\n".formatted(LIBZ));
        Files.write(lines, new byte[] {'"', (byte) 0xff, '"', '\n'}, StandardOpenOption.APPEND);
        Files.writeString(lines, "{\"attr\":\"é\",\"attrPath\":[\"é\"],\"error\":\"no\"}\n", StandardOpenOption.APPEND);

        RecordingSink sink = read(lines, Optional.empty());

        assertThat(sink.byAttribute()).containsOnlyKeys("libz", "é");
        assertThat(sink.problems).containsExactly("lines.json:2: the line is not UTF-8");
    }

    @Test
    void what_should_be_derivations_and_is_not_is_named_with_what_to_give() throws Exception {
        Path lines = write("{\"attr\":\"libz\",\"attrPath\":[\"libz\"],\"drvPath\":\"%s\"}\n".formatted(LIBZ));
        Path absent = folder.resolve("absent");
        Path half = Files.writeString(folder.resolve("half.json"), "{\"derivations\": {");

        assertThatThrownBy(() -> read(lines, Optional.of(absent)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("there is no file " + absent)
                .hasMessageEndingWith("give what \"nix derivation show -r\" prints");
        assertThatThrownBy(() -> read(lines, Optional.of(half)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(half + " is no whole JSON object")
                .hasMessageEndingWith("give what \"nix derivation show -r\" prints");
    }

    @Test
    void inputs_that_several_lines_have_are_held_once() throws Exception {
        List<EvaluatedAttribute> evaluated = LinesFile.read(write("""
                {"attr":"a","attrPath":["a"],"drvPath":"/n/a.drv","inputDrvs":{"%1$s":["out"],"%2$s":["dev"]}}
                {"attr":"b","attrPath":["b"],"drvPath":"/n/b.drv","inputDrvs":{"%1$s":["out"]}}
                """.formatted(LIBZ, CRYPT)), new RecordingSink());

        List<EvaluatedAttribute.Input> first =
                evaluated.get(0).derivation().orElseThrow().inputs();
        List<EvaluatedAttribute.Input> second =
                evaluated.get(1).derivation().orElseThrow().inputs();
        assertThat(first).hasSize(2);
        assertThat(second).hasSize(1);
        assertThat(second.getFirst()).isSameAs(first.getFirst());
    }

    private Path write(String lines) throws IOException {
        return Files.writeString(folder.resolve("lines.json"), lines);
    }

    private static RecordingSink read(Path lines, Optional<Path> derivations) throws Exception {
        return read(lines, NixSettings.ofThisMachine(), derivations);
    }

    private static RecordingSink read(Path lines, NixSettings settings, Optional<Path> derivations) throws Exception {
        RecordingSink sink = new RecordingSink();
        new NixReader("tiny", new NixSource.Lines(lines, derivations), settings).read(sink);
        return sink;
    }
}
