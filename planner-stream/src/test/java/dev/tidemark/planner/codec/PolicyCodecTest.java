package dev.tidemark.planner.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.planner.build.Mirror;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.policy.Policy.Barriers;
import dev.tidemark.planner.policy.Policy.Batching;
import dev.tidemark.planner.policy.Policy.Cadence;
import dev.tidemark.planner.policy.Policy.Company;
import dev.tidemark.planner.policy.Policy.Group;
import dev.tidemark.planner.policy.Policy.Heavyweights;
import dev.tidemark.planner.policy.Policy.Hold;
import dev.tidemark.planner.policy.Policy.Pace;
import dev.tidemark.planner.policy.Policy.Restart;
import dev.tidemark.planner.policy.Policy.Spending;
import dev.tidemark.schemas.identity.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyCodecTest {

    private static final Path FORMATS = Path.of("..", "docs", "formats");

    @Test
    void the_documented_example_says_what_it_says() throws IOException {
        Policy policy = PolicyCodec.read(example());

        assertThat(policy)
                .isEqualTo(new Policy(
                        new Pace(
                                List.of(
                                        new Cadence(new Glob("linux"), Duration.ofDays(7)),
                                        new Cadence(new Glob("python3*Packages.boto*"), Duration.ofDays(14))),
                                Duration.ofDays(2),
                                Restart.SECURITY),
                        new Company(
                                List.of(new Group("qt6", List.of(new Glob("qt6.*")), Duration.ofDays(2))),
                                Duration.ofHours(1),
                                new Batching(10, Duration.ofHours(6))),
                        new Barriers(
                                List.of(new Hold(
                                        new Glob("curl"),
                                        "8.10 breaks nix",
                                        Optional.of(Instant.parse("2026-12-01T00:00:00Z")))),
                                List.of(new Glob("*-bin")),
                                true),
                        new Heavyweights(List.of(new Glob("glibc"), new Glob("llvm_*")), OptionalInt.of(5000), 1),
                        List.of("ada", "grace"),
                        new Spending(
                                new WaveTerms(
                                        0.2,
                                        20,
                                        OptionalDouble.of(500),
                                        OptionalDouble.of(20),
                                        NoAgent.WAIT,
                                        new NoticeTerms(0.3, List.of()),
                                        List.of(
                                                new Mirror(
                                                        "https://ftp.gnu.org/gnu/",
                                                        List.of("https://mirror.example.org/gnu/")),
                                                new Mirror(
                                                        "mirror://gnu/",
                                                        List.of(
                                                                "https://mirror.example.org/gnu/",
                                                                "https://ftp.gnu.org/gnu/")))),
                                OptionalDouble.of(5000),
                                OptionalDouble.of(100))));
    }

    private static String example() throws IOException {
        String page = Files.readString(FORMATS.resolve("policy.md"));
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "{}", "cadence:\n", "holds: []", "{\"age\": \"0s\"}"})
    void what_is_left_out_is_as_without_a_policy(String document) {
        assertThat(PolicyCodec.read(document)).isEqualTo(Policy.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agee: 2d | line 1, column 7 (agee): there is no \"agee\": use cadence, groups",
                "fetch: {mirrors: [a]} | (fetch.mirrors): it is no mapping: write how URLs begin and a list",
                "fetch: {mirrors: {gnu: ['https://a.example/']}} | \"gnu\" is not how a URL begins",
                "fetch: {mirrors: {'mirror://gnu/': []}} | mirror://gnu/ has no mirror: write a list of at least one",
                "fetch: {mirrors: {'mirror://gnu/': ['ftp://a.example/']}} | write one that begins with https://",
                "fetch: {mirrors: {'mirror://gnu/': ['https://ada:x@a.example/']}} | a name or a password in its URL",
                "age: 2 d | line 1, column 6 (age): \"2 d\" is no time: write a whole number and s, m, h, d or w",
                "age: -1d | line 1, column 6 (age): \"-1d\" is no time",
                "cadence: {linux: 7x} | (cadence.linux): \"7x\" is no time",
                "cadence: {'a b': 7d} | (cadence.a b): \"a b\" is no package and no pattern",
                "exclusions: ['[ab]'] | line 1, column 14 (exclusions[0]): \"[ab]\" is no package and no pattern",
                "exclusions: curl | (exclusions): it is no list",
                "holds: [{package: curl}] | (holds[0]): \"reason\" is missing",
                "holds: [{package: curl, reason: x, until: soon}] | (holds[0].until): \"soon\" is no day and no moment",
                "groups: [{name: g, members: [], window: 1d}] | (groups[0]): \"members\" is missing, or empty",
                "batching: {size: 0} | (batching): size is 0: use at least 1",
                "batching: {size: many} | (batching.size): \"many\" is no whole number",
                "heavyweights: {atOnce: 0} | (heavyweights): atOnce is 0: use at least 1",
                "running: {restart: maybe} | (running.restart): \"maybe\" is not known here: use always or false or never",
                "prereleases: perhaps | (prereleases): \"perhaps\" is not known here: use admit or hold",
                "waves: {haltShare: 0} | (waves): haltShare is 0.0: use more than 0, at most 1",
                "waves: {cpuHours: none} | (waves.cpuHours): \"none\" is no number",
                "waves: 5 | (waves): it is no mapping: write keys and values, of haltShare",
                "{age: 1d, age: 2d} | line 1, column 11",
                "{age: 1d | it is no YAML",
                "[1] | it is no mapping",
            })
    void what_cannot_be_meant_is_refused_with_its_place_and_what_is_allowed(String document, String message) {
        assertThatThrownBy(() -> PolicyCodec.read(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 1, column ")
                .hasMessageContaining(message);
    }

    @Test
    void the_place_is_that_in_the_file() {
        assertThatThrownBy(() -> PolicyCodec.read("age: 1d\nwaves:\n  cpuHours: 5\n  gpuHour: 5\n"))
                .hasMessageStartingWith("line 4, column 12 (waves.gpuHour): there is no \"gpuHour\"");
    }

    @Test
    void a_second_document_is_refused() {
        assertThatThrownBy(() -> PolicyCodec.read("age: 1d\n---\nage: 2d\n"))
                .hasMessageContaining("a second document begins");
    }

    /** Since a schema is JSON, and JSON is YAML, it is read as policies are. */
    @Test
    void the_schema_knows_the_same_keys() throws IOException {
        Document.Mapping schema =
                (Document.Mapping) Document.read(Files.readString(FORMATS.resolve("policy.schema.json")));
        Document.Mapping known = within(schema, "properties");

        assertThatThrownBy(() -> PolicyCodec.read("nothing: 1"))
                .hasMessageEndingWith(
                        ": use " + String.join(", ", known.fields().keySet()));
        Document.Mapping waves = within(known, "waves");
        Document.Mapping inWaves = within(waves, "properties");
        assertThatThrownBy(() -> PolicyCodec.read("waves: {nothing: 1}"))
                .hasMessageEndingWith(
                        ": use " + String.join(", ", inWaves.fields().keySet()));
        Document.Mapping example = (Document.Mapping) Document.read(example());
        assertThat(new TreeSet<>(example.fields().keySet()))
                .isEqualTo(new TreeSet<>(known.fields().keySet()));
    }

    private static Document.Mapping within(Document.Mapping mapping, String key) {
        return (Document.Mapping) Objects.requireNonNull(mapping.fields().get(key), key);
    }
}
