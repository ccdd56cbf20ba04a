package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.workspace.PicturedSource;
import dev.tidemark.workspace.nix.Derivation.Output;
import dev.tidemark.workspace.nix.Derivation.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContractionTest {

    private static final String SYSTEM = "x86_64-linux";
    private static final String FOLDER = "/nix/store/";

    /** Derivations by path, each with the outputs that its own path suggests. */
    private final Map<String, Derivation> store = new TreeMap<>();

    private final List<EvaluatedAttribute> attributes = new ArrayList<>();

    @Test
    void an_edge_leads_through_steps_that_are_no_package() {
        String libz = attribute("libz", derivation("a", "libz-1", Map.of()));
        String inner = derivation("b", "inner", Map.of("buildInputs", List.of(libz)));
        String outer = derivation("c", "outer", Map.of("buildInputs", List.of(inner)));
        String wrapped = derivation("d", "wrapped", Map.of("nativeBuildInputs", List.of(inner)));
        attribute("linked", derivation("e", "linked-1", Map.of("buildInputs", List.of(outer))));
        attribute("used", derivation("f", "used-1", Map.of("buildInputs", List.of(wrapped))));
        attribute("tested", derivation("g", "tested-1", Map.of("checkInputs", List.of(outer))));

        assertThat(needs("linked")).containsExactly(Map.entry("libz", Need.RUNTIME));
        assertThat(needs("used")).containsExactly(Map.entry("libz", Need.BUILD));
        assertThat(needs("tested")).containsExactly(Map.entry("libz", Need.CHECK));
    }

    @Test
    void what_a_step_is_tested_with_is_needed_to_build_it() {
        String tester = attribute("tester", derivation("a", "tester-1", Map.of()));
        String step = derivation("b", "step", Map.of("nativeCheckInputs", List.of(tester)));
        attribute("app", derivation("c", "app-1", Map.of("buildInputs", List.of(step))));

        assertThat(needs("app")).containsExactly(Map.entry("tester", Need.BUILD));
    }

    @Test
    void a_package_ends_the_way_through() {
        String libz = attribute("libz", derivation("a", "libz-1", Map.of()));
        String openssl = attribute("openssl", derivation("b", "openssl-1", Map.of("buildInputs", List.of(libz))));
        attribute("curl", derivation("c", "curl-1", Map.of("buildInputs", List.of(openssl))));

        assertThat(needs("curl")).containsOnlyKeys("openssl");
    }

    @Test
    void of_several_needs_the_strongest_counts() {
        String libz = attribute("libz", derivation("a", "libz-1", Map.of()));
        String step = derivation("b", "step", Map.of("buildInputs", List.of(libz)));
        attribute(
                "app",
                derivation(
                        "c",
                        "app-1",
                        Map.of("checkInputs", List.of(libz), "somethingElse", List.of(libz), "src", List.of(step))));

        assertThat(needs("app")).containsExactly(Map.entry("libz", Need.BUILD));
    }

    @Test
    void what_is_fetched_for_a_package_or_for_a_step_on_the_way_is_its_source_and_that_of_no_package_that_needs_it() {
        String curl = attribute("curl", derivation("a", "curl-1", Map.of()));
        String own = source("b", "own.tar.gz", "00", List.of(curl));
        String patch = source("c", "fix.patch", "11", List.of(curl));
        String step = derivation("d", "step", Map.of("patches", List.of(patch)));
        String lib =
                attribute("lib", derivation("e", "lib-1", Map.of("src", List.of(own), "buildInputs", List.of(step))));
        attribute("app", derivation("f", "app-1", Map.of("buildInputs", List.of(lib))));

        assertThat(contracted("lib").sources())
                .extracting(PicturedSource::name, PicturedSource::hash, PicturedSource::derivation)
                .containsExactlyInAnyOrder(
                        tuple("own.tar.gz", "sha256:00", own), tuple("fix.patch", "sha256:11", patch));
        assertThat(contracted("app").sources()).isEmpty();
    }

    @Test
    void one_source_is_the_same_whatever_fetches_it() {
        String curl = attribute("curl", derivation("a", "curl-1", Map.of()));
        String first = source("b", "own.tar.gz", "00", List.of(curl));
        String second = source("c", "own.tar.gz", "00", List.of());
        attribute("app", derivation("d", "app-1", Map.of("src", List.of(first), "srcs", List.of(second))));

        assertThat(contracted("app").sources()).hasSize(1);
    }

    @Test
    void nothing_leads_through_a_source_but_to_one_that_is_a_package() {
        String curl = attribute("curl", derivation("a", "curl-8", Map.of()));
        String hidden = source("b", "hidden-source", "00", List.of(curl));
        String known = attribute("known", source("c", "known-source", "11", List.of(curl)));
        attribute("app", derivation("d", "app-1", Map.of("src", List.of(hidden, known))));

        assertThat(needs("app")).containsExactly(Map.entry("known", Need.BUILD));
        assertThat(needs("known")).isEmpty();
    }

    @Test
    void a_derivation_of_a_system_that_was_not_evaluated_stands_for_the_package_of_its_name() {
        attribute("libz", derivation("a", "libz-1", Map.of()));
        String other = derivation("b", "libz-1", Map.of());
        store.put(other, onSystem("i686-linux", stored(other)));
        attribute("wine", derivation("c", "wine-1", Map.of("buildInputs", List.of(other))));

        assertThat(needs("wine")).containsExactly(Map.entry("libz", Need.RUNTIME));
    }

    @Test
    void a_name_that_two_packages_have_stands_for_none() {
        attribute("libz", derivation("a", "libz-1", Map.of()));
        attribute("libzStatic", derivation("d", "libz-1", Map.of("static", List.of())));
        String other = derivation("b", "libz-1", Map.of());
        store.put(other, onSystem("i686-linux", stored(other)));
        attribute("wine", derivation("c", "wine-1", Map.of("buildInputs", List.of(other))));

        assertThat(needs("wine")).isEmpty();
    }

    @Test
    void structured_attributes_are_variables_too() {
        String libz = attribute("libz", derivation("a", "libz-1", Map.of()));
        String tester = attribute("tester", derivation("b", "tester-1", Map.of()));
        String app = attribute("app", derivation("c", "app-1", Map.of()));
        Derivation plain = stored(app);
        String json =
                "{\"buildInputs\":[\"%s\"],\"checkInputs\":[\"%s\"],\"pname\":\"app\",\"requiredSystemFeatures\":[\"kvm\"]}"
                        .formatted(output(libz), output(tester));
        store.put(
                app,
                new Derivation(
                        plain.outputs(),
                        new TreeMap<>(Map.of(libz, List.of("out"), tester, List.of("out"))),
                        plain.sources(),
                        plain.recipe(),
                        new TreeMap<>(Map.of("__json", json))));

        assertThat(needs("app")).containsExactly(Map.entry("libz", Need.RUNTIME), Map.entry("tester", Need.CHECK));
        assertThat(contracted("app").features()).containsExactly("kvm");
        assertThat(contracted("app").pname()).isEqualTo("app");
    }

    @Test
    void what_is_not_there_is_told_and_what_is_damaged_too() {
        String libz = attribute("libz", FOLDER + hash("a") + "-libz-1.drv");
        String damaged = FOLDER + hash("b") + "-damaged.drv";
        attribute("app", derivation("c", "app-1", Map.of("buildInputs", List.of(libz, damaged))));
        Contraction contraction = contraction(path -> {
            if (path.equals(damaged)) {
                throw new IOException("not a derivation");
            }
            return Optional.ofNullable(store.get(path));
        });

        assertThat(contraction.of(path("app")).orElseThrow().needs().size()).isOne();
        assertThat(contraction.of(libz)).isEmpty();
        assertThat(contraction.unreadable())
                .containsExactly(Map.entry(libz, "it is not in the store"), Map.entry(damaged, "not a derivation"));
        assertThat(contraction.isDamaged(damaged)).isTrue();
        assertThat(contraction.isDamaged(libz)).isFalse();
    }

    @Test
    void derivations_that_need_each_other_come_to_an_end() {
        String one = FOLDER + hash("a") + "-one.drv";
        String two = derivation("b", "two", Map.of("buildInputs", List.of(one)));
        attribute("one", derivation("a", "one", Map.of("buildInputs", List.of(two))));

        assertThat(needs("one")).isEmpty();
    }

    @Test
    void a_chain_of_ten_thousand_steps_is_walked() {
        String last = attribute("libz", derivation("a", "libz-1", Map.of()));
        for (int step = 0; step < 10_000; step++) {
            last = derivation("s" + step, "step", Map.of("buildInputs", List.of(last)));
        }
        attribute("app", derivation("b", "app-1", Map.of("buildInputs", List.of(last))));

        assertThat(needs("app")).containsOnlyKeys("libz");
    }

    @Test
    void a_recipe_does_not_change_with_that_of_another_package() {
        String before = digestOfApp("a", "libz-1", "flags", "00", "step");
        String after = digestOfApp("b", "libz-2", "flags", "00", "step");

        assertThat(after).isEqualTo(before);
    }

    @Test
    void a_recipe_changes_with_itself_its_source_and_its_steps() {
        String before = digestOfApp("a", "libz-1", "flags", "00", "step");

        assertThat(digestOfApp("a", "libz-1", "other flags", "00", "step")).isNotEqualTo(before);
        assertThat(digestOfApp("a", "libz-1", "flags", "11", "step")).isNotEqualTo(before);
        assertThat(digestOfApp("a", "libz-1", "flags", "00", "other step")).isNotEqualTo(before);
    }

    /** Of a package with a flag of its own, a source, and a package behind a step. */
    private String digestOfApp(String hash, String libzName, String flags, String sourceHash, String stepText) {
        store.clear();
        attributes.clear();
        String libz = attribute("libz", derivation(hash, libzName, Map.of()));
        String source = source(hash + "s", "app-source", sourceHash, List.of());
        String step = derivation(hash + "t", "step", Map.of("buildInputs", List.of(libz)));
        with(step, "text", stepText);
        String app = attribute(
                "app",
                derivation(
                        hash + "p",
                        "app-1",
                        Map.of("buildInputs", List.of(libz), "src", List.of(source), "step", List.of(step))));
        with(app, "flags", flags + " -L" + output(libz) + "/lib:" + output(app) + "/lib");
        return contracted("app").recipe().hex();
    }

    private void with(String path, String name, String value) {
        stored(path).environment().put(name, value);
    }

    private Derivation stored(String path) {
        return Optional.ofNullable(store.get(path)).orElseThrow();
    }

    private Map<String, Need> needs(String attribute) {
        NodeIndex nodes = new NodeIndex(attributes);
        Contraction contraction = new Contraction(nodes, path -> Optional.ofNullable(store.get(path)));
        return new TreeMap<>(
                contraction.of(path(attribute)).orElseThrow().needs().named(nodes::attribute));
    }

    private Contracted contracted(String attribute) {
        return contraction(path -> Optional.ofNullable(store.get(path)))
                .of(path(attribute))
                .orElseThrow();
    }

    private Contraction contraction(DerivationSource source) {
        return new Contraction(new NodeIndex(attributes), source);
    }

    private String path(String attribute) {
        return attributes.stream()
                .filter(one -> one.attribute().equals(attribute))
                .flatMap(one -> one.derivation().stream())
                .map(EvaluatedAttribute.DerivationOutline::path)
                .findFirst()
                .orElseThrow();
    }

    private String attribute(String name, String path) {
        attributes.add(Evaluated.attribute(name, path, SYSTEM));
        return path;
    }

    private String derivation(String hash, String name, Map<String, List<String>> variables) {
        return put(hash, name, variables, new Output("out", FOLDER + hash("o" + hash) + "-" + name, "", ""));
    }

    private String source(String hash, String name, String content, List<String> inputs) {
        return put(
                hash,
                name,
                Map.of("nativeBuildInputs", inputs),
                new Output("out", FOLDER + hash("o" + content) + "-" + name, "sha256", content));
    }

    private String put(String hash, String name, Map<String, List<String>> variables, Output output) {
        TreeMap<String, List<String>> inputs = new TreeMap<>();
        TreeMap<String, String> environment = new TreeMap<>(Map.of("name", name, "out", output.path()));
        variables.forEach((variable, paths) -> {
            paths.forEach(path -> inputs.put(path, List.of("out")));
            environment.put(
                    variable, String.join(" ", paths.stream().map(this::output).toList()));
        });
        String path = FOLDER + hash(hash) + "-" + name + ".drv";
        store.put(
                path,
                new Derivation(
                        List.of(output), inputs, List.of(), new Recipe(SYSTEM, "/bin/sh", List.of()), environment));
        return path;
    }

    private String output(String path) {
        Derivation derivation = store.get(path);
        return derivation == null ? path : derivation.outputs().getFirst().path();
    }

    private static Derivation onSystem(String system, Derivation one) {
        return new Derivation(
                one.outputs(),
                one.inputs(),
                one.sources(),
                new Recipe(system, "/bin/sh", List.of()),
                one.environment());
    }

    private static String hash(String seed) {
        return (seed + "x".repeat(StorePath.HASH)).substring(0, StorePath.HASH);
    }
}
