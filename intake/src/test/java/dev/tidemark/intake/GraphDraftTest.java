package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class GraphDraftTest {

    static {
        TrustedEvents.declare();
    }

    private final GraphDraft draft = new GraphDraft("tiny", ImportProgress.SILENT);
    private long line;

    @Test
    void a_graph_has_the_order_and_the_checksum_of_the_contract_however_it_was_read() throws Exception {
        take(node("b")
                .setSystems(List.of("x86_64-linux", "aarch64-linux", "x86_64-linux"))
                .setDependencies(List.of(
                        new Dependency("c", DependencyKind.CHECK),
                        new Dependency("c", DependencyKind.BUILD),
                        new Dependency("a", DependencyKind.RUNTIME),
                        new Dependency("c", DependencyKind.BUILD)))
                .setFeatures(List.of("kvm", "gpu"))
                .setMaintainers(List.of("nina", "ali", "nina"))
                .setRefusals(List.of(
                        new Refusal(RefusalKind.INSECURE, "CVE\n  1"), new Refusal(RefusalKind.BROKEN, "broken")))
                .setAliases(List.of("z", "y")));
        take(node("c"));
        take(node("a"));

        GraphReading reading = draft.finish(Optional.empty(), Leniency.STRICT);

        Package ordered = node("b")
                .setSystems(List.of("aarch64-linux", "x86_64-linux"))
                .setDependencies(List.of(
                        new Dependency("a", DependencyKind.RUNTIME),
                        new Dependency("c", DependencyKind.BUILD),
                        new Dependency("c", DependencyKind.CHECK)))
                .setFeatures(List.of("gpu", "kvm"))
                .setMaintainers(List.of("nina", "ali"))
                .setRefusals(
                        List.of(new Refusal(RefusalKind.BROKEN, "broken"), new Refusal(RefusalKind.INSECURE, "CVE 1")))
                .setAliases(List.of("y", "z"))
                .build();
        assertThat(packages(reading))
                .containsExactly(node("a").build(), ordered, node("c").build());
        assertThat(reading.edges()).isEqualTo(2);
        assertThat(reading.graph().checksum()).isEqualTo(GraphChecksum.of(packages(reading)));
        assertThat(reading.graph().revision())
                .isEqualTo("content-" + reading.graph().checksum().brief(12));
        assertThat(reading.problems().count()).isZero();
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                Arguments.of(node("@workspace"), "the name @workspace is not a package's"),
                Arguments.of(node("a b"), "package \"a b\" is not valid: use letters"),
                Arguments.of(node("a").setSet("other"), "it is of the set \"other\", not of tiny"),
                Arguments.of(node("a").setAliases(List.of("b:c")), "package \"b:c\" is not valid"),
                Arguments.of(node("a").setPname(""), "its pname is empty"),
                Arguments.of(node("a").setVersion("1\u001b[2J"), "its version \"1?[2J\" has a control character in it"),
                Arguments.of(node("a").setVersion("1".repeat(301)), "its version has 301 characters: at most 300"),
                Arguments.of(node("a").setMaintainers(List.of("a\u202eb")), "its maintainer \"a?b\" has a control"),
                Arguments.of(node("a").setTeams(List.of("x", "\ud800")), "its team \"?\" has a control"),
                Arguments.of(node("a").setSystems(List.of()), "it is built for no system"),
                Arguments.of(node("a").setSystems(List.of("x/y")), "system \"x/y\" is not valid"),
                Arguments.of(node("a").setFeatures(List.of("GPU")), "the feature \"GPU\" is not valid"),
                Arguments.of(node("a").setRecipeDigest("ABC"), "the recipe digest is not a SHA-256"),
                Arguments.of(
                        node("a").setDependencies(List.of(new Dependency("b", DependencyKind.UNKNOWN))),
                        "a dependency or a refusal of it is of no known kind"),
                Arguments.of(
                        node("a").setRefusals(List.of(new Refusal(RefusalKind.UNKNOWN, ""))),
                        "a dependency or a refusal of it is of no known kind"),
                Arguments.of(
                        node("a")
                                .setMaintainers(Stream.iterate(0, i -> i + 1)
                                        .limit(8_000)
                                        .map(i -> "maintainer-" + i + "-".repeat(200))
                                        .toList()),
                        "bytes: a record has 1,000,000 at most"));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void a_package_that_cannot_be_one_is_a_problem_and_is_left_out(Package.Builder broken, String reason)
            throws Exception {
        take(broken);
        take(node("good"));

        GraphReading reading = draft.finish(Optional.empty(), Leniency.LENIENT);

        assertThat(packages(reading)).containsExactly(node("good").build());
        assertThat(reading.problems().count()).isEqualTo(1);
        assertThat(reading.problems().first().getFirst().toString())
                .startsWith("graph.jsonl:1: ")
                .contains(reason);
    }

    @Test
    void a_strict_import_names_every_problem_where_it_stands_and_the_next_step() {
        take(node("a").setDependencies(build("a", "nowhere")));
        take(node("b").setSentinels(List.of("gone", "c")));
        take(node("c"));
        take(node("c").setVersion("2"));
        draft.problem(new Origin("graph.jsonl", 5), "not JSON");

        assertThatThrownBy(() -> draft.finish(Optional.empty(), Leniency.STRICT))
                .isInstanceOf(IntakeException.class)
                .hasMessage("""
                        The graph of the set tiny has 6 problems:
                          graph.jsonl:4: the package c is there already, at graph.jsonl:3
                          graph.jsonl:5: not JSON
                          graph.jsonl:1: the package a depends on itself
                          graph.jsonl:1: the package a depends on "nowhere", which is not in the set
                          graph.jsonl:2: the sentinel c of b does not depend on what it is to test
                          graph.jsonl:2: the sentinel "gone" of b is not in the set
                        Nothing was published, and the former revision stays in force. Correct them and import again, \
                        or leave out what is broken with --lenient.""");
    }

    @Test
    void a_lenient_import_has_the_rest_and_says_what_it_lacks() throws Exception {
        take(node("a").setDependencies(build("a", "b", "bad", "nowhere")).setSentinels(List.of("bad", "nowhere", "t")));
        take(node("b").setVersion("1"));
        take(node("b").setVersion("2"));
        take(node("bad").setVersion("\n"));
        take(node("t").setDependencies(build("a")));

        GraphReading reading = draft.finish(Optional.of("r1"), Leniency.LENIENT);

        assertThat(packages(reading))
                .containsExactly(
                        node("a")
                                .setDependencies(build("b"))
                                .setSentinels(List.of("t"))
                                .build(),
                        node("b").build(),
                        node("t").setDependencies(build("a")).build());
        assertThat(reading.graph().revision()).isEqualTo("r1");
        assertThat(reading.problems().first())
                .extracting(Problem::toString)
                .containsExactly(
                        "graph.jsonl:3: the package b is there already, at graph.jsonl:2",
                        "graph.jsonl:4: its version \"?\" has a control character in it",
                        "graph.jsonl:1: the package a depends on itself",
                        "graph.jsonl:1: the package a depends on \"nowhere\", which is not in the set",
                        "graph.jsonl:1: the sentinel \"nowhere\" of a is not in the set");
        assertThat(reading.notes()).containsExactly("1 dependencies on packages that are themselves left out");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_sentinel_that_thirty_thousand_packages_share_is_unpacked_once() throws Exception {
        String[] tested = IntStream.range(0, 30_000).mapToObj(i -> "p" + i).toArray(String[]::new);
        for (String attribute : tested) {
            take(node(attribute).setSentinels(List.of("t")));
        }
        take(node("idle").setSentinels(List.of("t")));
        take(node("t").setDependencies(build(tested)));

        GraphReading reading = draft.finish(Optional.empty(), Leniency.LENIENT);

        assertThat(reading.problems().first())
                .extracting(Problem::toString)
                .containsExactly("graph.jsonl:30001: the sentinel t of idle does not depend on what it is to test");
        assertThat(packages(reading))
                .allSatisfy(node -> assertThat(node.getSentinels())
                        .isEqualTo(node.getAttribute().startsWith("p") ? List.of("t") : List.of()));
    }

    @Test
    void an_alias_that_another_package_goes_by_is_left_out_and_noted() throws Exception {
        draft.note("2 things of no\ninterest");
        take(node("b").setAliases(List.of("shared", "a")));
        take(node("a").setAliases(List.of("a", "shared")));

        GraphReading reading = draft.finish(Optional.empty(), Leniency.STRICT);

        assertThat(packages(reading))
                .containsExactly(
                        node("a").setAliases(List.of("shared")).build(),
                        node("b").build());
        assertThat(reading.notes())
                .containsExactly("2 things of no interest", "2 aliases that other packages go by, such as a of b");
    }

    @Test
    void only_the_first_twenty_problems_are_named_and_all_are_counted() {
        for (int i = 1; i <= 1_234; i++) {
            draft.problem(new Origin("graph.jsonl", i), "not JSON");
        }
        take(node("a"));

        IntakeException refused =
                catchThrowableOfType(IntakeException.class, () -> draft.finish(Optional.empty(), Leniency.STRICT));

        assertThat(refused)
                .hasMessageContaining("has 1,234 problems:")
                .hasMessageContaining("\n  graph.jsonl:20: not JSON\n  and 1,214 more\n")
                .hasMessageNotContaining("graph.jsonl:21:");
    }

    @Test
    void a_source_that_was_cut_off_is_refused_however_lenient() {
        take(node("a").setDependencies(build("behind-the-cut")));
        draft.problem(new Origin("graph.jsonl", 2), "not JSON");
        draft.cutOff(new Origin("graph.jsonl", 3), "the file ends in the middle of a line: fetch it again");

        assertThatThrownBy(() -> draft.finish(Optional.empty(), Leniency.LENIENT))
                .isInstanceOf(IntakeException.class)
                .hasMessage("""
                        The graph of the set tiny could not be read to its end:
                          graph.jsonl:3: the file ends in the middle of a line: fetch it again
                        Nothing was published, and the former revision stays in force: half a set would take the other \
                        half out of the graph, also with --lenient. Get the whole of it and import again.""");
    }

    @Test
    void a_graph_without_any_package_is_refused_however_lenient() {
        assertThatThrownBy(() -> draft.finish(Optional.empty(), Leniency.LENIENT))
                .hasMessage(
                        "No package of the set tiny was found, so nothing was published; see that the path leads to the whole set, and import again.");
        draft.problem(new Origin("x", 1), "not JSON");
        assertThatThrownBy(() -> draft.finish(Optional.empty(), Leniency.LENIENT))
                .hasMessageContaining("besides these:\n  x:1: not JSON\n");
    }

    private void take(Package.Builder node) {
        draft.take(node.build(), new Origin("graph.jsonl", ++line));
    }

    private static List<Package> packages(GraphReading reading) {
        PackageBinary binary = new PackageBinary();
        return reading.graph().packages().stream()
                .map(packed -> binary.decode(packed.avro()))
                .toList();
    }

    private static List<Dependency> build(String... attributes) {
        return Stream.of(attributes)
                .map(attribute -> new Dependency(attribute, DependencyKind.BUILD))
                .toList();
    }

    private static Package.Builder node(String attribute) {
        return Package.newBuilder()
                .setSet("tiny")
                .setAttribute(attribute)
                .setPname("p")
                .setVersion("1")
                .setSystems(List.of("x86_64-linux"))
                .setDependencies(List.of())
                .setMaintainers(List.of())
                .setUnfree(false)
                .setFeatures(List.of())
                .setRecipeDigest("0".repeat(64));
    }
}
