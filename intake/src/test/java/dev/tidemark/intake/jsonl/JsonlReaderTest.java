package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.intake.Collected;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonlReaderTest {

    @TempDir
    Path folder;

    @Test
    void a_line_with_every_field_is_a_package_with_all_of_them() throws Exception {
        Collected found = read("""
                {"attribute": "openssl", "aliases": ["ssl", "openssl_3"], "pname": "OpenSSL", "version": "3.3.1",\
                 "systems": ["x86_64-linux", "aarch64-linux"], "dependencies": [{"attribute": "zlib", "kinds": ["build", "runtime"]},\
                 {"attribute": "perl", "kinds": "check"}], "maintainers": ["nina", "ada"], "teams": ["security"], "unfree": true,\
                 "broken": true, "insecure": "CVE-1", "features": ["kvm"], "recipe": "abc", "sentinels": ["openssl.tests"],\
                 "contentAddressed": true}
                """);

        assertThat(found.problems).isEmpty();
        assertThat(found.notes).isEmpty();
        assertThat(found.packages)
                .containsExactly(Package.newBuilder()
                        .setSet("tiny")
                        .setAttribute("openssl")
                        .setAliases(List.of("ssl", "openssl_3"))
                        .setPname("OpenSSL")
                        .setVersion("3.3.1")
                        .setSystems(List.of("x86_64-linux", "aarch64-linux"))
                        .setDependencies(List.of(
                                new Dependency("zlib", DependencyKind.BUILD),
                                new Dependency("zlib", DependencyKind.RUNTIME),
                                new Dependency("perl", DependencyKind.CHECK)))
                        .setMaintainers(List.of("nina", "ada"))
                        .setTeams(List.of("security"))
                        .setUnfree(true)
                        .setRefusals(List.of(
                                new Refusal(RefusalKind.BROKEN, "marked as broken"),
                                new Refusal(RefusalKind.INSECURE, "CVE-1")))
                        .setFeatures(List.of("kvm"))
                        .setRecipeDigest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                        .setSentinels(List.of("openssl.tests"))
                        .setContentAddressed(true)
                        .build());
        assertThat(found.origins).extracting(Object::toString).containsExactly("graph.jsonl:1");
    }

    @Test
    void what_a_line_does_not_say_is_what_the_documentation_promises() throws Exception {
        Package read = read("{\"attribute\": \"zlib\", \"version\": null, \"teams\": \"core\"}")
                .packages
                .getFirst();

        assertThat(read.getPname()).isEqualTo("zlib");
        assertThat(read.getVersion()).isEmpty();
        assertThat(read.getSystems()).containsExactly("riscv64-linux");
        assertThat(read.getTeams()).containsExactly("core");
        assertThat(read.getUnfree()).isFalse();
        assertThat(read.getRefusals()).isEmpty();
    }

    @Test
    void a_recipe_that_is_not_told_changes_with_what_bears_on_the_build_alone() throws Exception {
        String before = digest("{\"attribute\": \"a\", \"version\": \"1\", \"patches\": {\"x\": 1, \"y\": 2}}");

        assertThat(digest("{\"patches\": {\"y\": 2, \"x\": 1}, \"version\": \"1\", \"attribute\": \"a\"}"))
                .isEqualTo(before);
        assertThat(
                        digest(
                                "{\"attribute\": \"a\", \"version\": \"1\", \"patches\": {\"x\": 1, \"y\": 2}, \"maintainers\": [\"n\"], \"broken\": true, \"aliases\": [\"b\"]}"))
                .isEqualTo(before);
        assertThat(digest("{\"attribute\": \"a\", \"version\": \"1\", \"patches\": {\"x\": 1, \"y\": 3}}"))
                .isNotEqualTo(before);
        assertThat(digest("{\"attribute\": \"a\", \"version\": \"2\", \"patches\": {\"x\": 1, \"y\": 2}}"))
                .isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"attribute\": \"a\", | not JSON: ",
                "[\"attribute\"] {} | not JSON: ",
                "{\"attribute\": \"a\"} {} | not JSON: Trailing token",
                "{\"attribute\": \"a\", \"attribute\": \"b\"} | not JSON: Duplicate field 'attribute'",
                "7 | the line is no JSON object",
                "{\"version\": \"1\"} | the field \"attribute\" is missing",
                "{\"attribute\": 7} | the field \"attribute\" is not a text",
                "{\"attribute\": \"a\", \"maintainers\": {}} | the field \"maintainers\" is not a list of texts",
                "{\"attribute\": \"a\", \"maintainers\": [1]} | the field \"maintainers\" is not a list of texts",
                "{\"attribute\": \"a\", \"unfree\": \"no\"} | the field \"unfree\" is not true or false",
                "{\"attribute\": \"a\", \"broken\": 1} | the field \"broken\" is not true, false, or a reason",
                "{\"attribute\": \"a\", \"dependencies\": {}} | the field \"dependencies\" is not a list of objects",
                "{\"attribute\": \"a\", \"dependencies\": [\"b\"]} | the field \"dependencies\" is not a list of objects, each",
                "{\"attribute\": \"a\", \"dependencies\": [{\"attribute\": \"b\"}]} | a dependency has no \"kinds\": name one or more",
                "{\"attribute\": \"a\", \"dependencies\": [{\"attribute\": \"b\", \"kinds\": [\"make\"]}]} | there is no kind \"make\" of dependency; known: build, runtime, check",
            })
    void a_line_that_is_no_package_is_a_problem_and_the_next_one_is_read(String line, String reason) throws Exception {
        Collected found = read("{\"attribute\": \"first\"}\n\n" + line + "\n{\"attribute\": \"last\"}\n");

        assertThat(found.packages).extracting(Package::getAttribute).containsExactly("first", "last");
        assertThat(found.problems).singleElement().asString().startsWith("graph.jsonl:3: " + reason);
    }

    @Test
    void a_line_that_is_not_utf_8_is_a_problem_and_a_byte_order_mark_is_none() throws Exception {
        byte[] text = "\uFEFF{\"attribute\": \"a\"}\n{\"attribute\": \"é\"}\n{\"attribute\": \"c\"}"
                .getBytes(StandardCharsets.UTF_8);
        text[text.length - "\"}\n{\"attribute\": \"c\"}".length() - 1] = '(';

        Collected found = read(write("graph.jsonl", text), Optional.of("riscv64-linux"), Optional.empty());

        assertThat(found.packages).extracting(Package::getAttribute).containsExactly("a", "c");
        assertThat(found.problems).containsExactly("graph.jsonl:2: the line is not UTF-8");
    }

    @Test
    void a_line_longer_than_the_bound_is_a_problem_and_is_not_held() throws Exception {
        String longest = "{\"attribute\": \"a\", \"recipe\": \"%s\"}";
        String fits = longest.formatted("x".repeat(Lines.LONGEST_BYTES - longest.length() + 2));
        String huge = longest.formatted("y".repeat(3 * Lines.LONGEST_BYTES));

        Collected found = read(fits + "\n" + huge + "\n{\"attribute\": \"b\"}\n");

        assertThat(fits).hasSize(Lines.LONGEST_BYTES);
        assertThat(found.packages).extracting(Package::getAttribute).containsExactly("a", "b");
        assertThat(found.problems).containsExactly("graph.jsonl:2: the line is longer than 4,194,304 bytes");
    }

    @Test
    void fields_that_nobody_knows_are_counted_and_named_once() throws Exception {
        Collected found = read("""
                {"attribute": "a", "homepage": "x"}
                {"attribute": "b", "homepage": "y", "colour": "red"}
                """);

        assertThat(found.packages).hasSize(2);
        assertThat(found.notes)
                .containsExactly(
                        "the field \"colour\" of 1 lines is not known and was not read",
                        "the field \"homepage\" of 2 lines is not known and was not read");
    }

    @Test
    void several_files_are_read_as_one_and_each_line_says_where_it_stands() throws Exception {
        Path first = write("first.jsonl", "{\"attribute\": \"a\"}\n".getBytes(StandardCharsets.UTF_8));
        Path second = write("second.jsonl", "\n{\"attribute\": \"b\"}".getBytes(StandardCharsets.UTF_8));
        Collected found = new Collected();

        new JsonlReader(List.of(first, second), "tiny", Optional.of("riscv64-linux"), Optional.empty()).read(found);

        assertThat(found.origins).extracting(Object::toString).containsExactly("first.jsonl:1", "second.jsonl:2");
        assertThat(found.progress)
                .extracting(Object::toString)
                .containsExactly("first.jsonl 19/19", "second.jsonl 19/19");
    }

    @Test
    void a_package_without_a_system_is_a_problem_where_the_import_is_told_none() throws Exception {
        Path file = write("graph.jsonl", "{\"attribute\": \"a\"}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(read(file, Optional.empty(), Optional.empty()).problems)
                .containsExactly(
                        "graph.jsonl:1: it names no system: say with --system what such packages are built for");
    }

    @Test
    void lines_of_others_are_read_by_a_mapping() throws Exception {
        Path mapping = write("mapping.json", """
                {"attribute": "name", "version": "/meta/version", "unfree": "/meta/licence/unfree",
                 "dependencies": {"field": "/needs/all", "as": ["build", "check"]}, "recipe": ["script", "/meta/version"],
                 "defaults": {"systems": ["x86_64-linux"]}, "ignored": ["homepage"]}
                """.getBytes(StandardCharsets.UTF_8));
        Path file = write(
                "graph.jsonl",
                ("{\"name\": \"a\", \"meta\": {\"version\": \"1\", \"licence\": {\"unfree\": true}}, \"homepage\": \"x\","
                                + " \"needs\": {\"all\": [\"b\"]}, \"script\": [1]}\n")
                        .getBytes(StandardCharsets.UTF_8));

        Collected found = read(file, Optional.empty(), Optional.of(Mapping.named(mapping.toString())));

        assertThat(found.problems).isEmpty();
        assertThat(found.notes).isEmpty();
        Package read = found.packages.getFirst();
        assertThat(read.getAttribute()).isEqualTo("a");
        assertThat(read.getVersion()).isEqualTo("1");
        assertThat(read.getUnfree()).isTrue();
        assertThat(read.getSystems()).containsExactly("x86_64-linux");
        assertThat(read.getDependencies())
                .containsExactly(new Dependency("b", DependencyKind.BUILD), new Dependency("b", DependencyKind.CHECK));
        assertThat(read.getRecipeDigest())
                .isEqualTo(HexFormat.of()
                        .formatHex(Sha256.newDigest()
                                .digest("{\"/meta/version\":\"1\",\"script\":[1]}".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void a_kind_of_dependency_that_the_mapping_does_not_name_is_a_problem() throws Exception {
        Path mapping = write(
                "mapping.json",
                "{\"attribute\": \"name\", \"dependencies\": {\"field\": \"deps\", \"kinds\": {\"make\": [\"build\"]}}}"
                        .getBytes(StandardCharsets.UTF_8));
        Path file = write(
                "graph.jsonl",
                "{\"name\": \"a\", \"deps\": {\"make\": [], \"run\": []}}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(read(file, Optional.of("x"), Optional.of(Mapping.named(mapping.toString()))).problems)
                .containsExactly(
                        "graph.jsonl:1: \"deps\" has the kind \"run\", which the mapping does not name; it names make");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | it is no JSON object",
                "{\"attribute\": | is not JSON (line 1: ",
                "{\"dependencies\": \"deps\"} | the field \"attribute\" is missing",
                "{\"attribute\": \"a\"} | \"dependencies\" is neither a field's name nor an object",
                "{\"attribute\": \"a\", \"dependencies\": {\"field\": \"d\"}} | \"dependencies\" has neither \"kinds\" nor \"as\"",
                "{\"attribute\": \"\", \"dependencies\": \"d\"} | \"\" names no field",
                "{\"attribute\": \"a\", \"dependencies\": \"d\", \"colour\": \"red\"} | there is no field \"colour\" in a mapping",
                "{\"attribute\": \"a\", \"dependencies\": {\"field\": \"d\", \"as\": [\"x\"]}} | there is no kind \"x\" of dependency",
            })
    void a_mapping_that_cannot_be_used_says_why_and_where_it_is_documented(String document, String reason)
            throws Exception {
        Path mapping = write("mapping.json", document.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Mapping.named(mapping.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the mapping " + mapping)
                .hasMessageContaining(reason)
                .hasMessageEndingWith("correct it by docs/formats/mapping.schema.json, and try again");
    }

    @Test
    void a_mapping_that_is_not_there_is_named_with_those_that_are() {
        assertThatThrownBy(() -> Mapping.named("no-such"))
                .hasMessage("there is no mapping no-such: name one of tidemark, nixpkgs-jobs, or a file that is there");
    }

    private String digest(String line) throws IOException {
        return read(line).packages.getFirst().getRecipeDigest();
    }

    private Collected read(String text) throws IOException {
        return read(
                write("graph.jsonl", text.getBytes(StandardCharsets.UTF_8)),
                Optional.of("riscv64-linux"),
                Optional.empty());
    }

    private static Collected read(Path file, Optional<String> system, Optional<Mapping> mapping) throws IOException {
        Collected found = new Collected();
        new JsonlReader(List.of(file), "tiny", system, mapping).read(found);
        return found;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
