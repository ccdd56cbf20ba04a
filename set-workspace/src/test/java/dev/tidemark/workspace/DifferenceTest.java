package dev.tidemark.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DifferenceTest {

    private static final String LINUX = "x86_64-linux";

    private final List<PicturedPackage> before = new ArrayList<>();
    private final List<PicturedPackage> after = new ArrayList<>();

    @Test
    void what_is_another_and_what_that_is_judged_by_and_built_from_are_its_jobs() {
        both("curl", "1", "perl");
        before.add(node("zlib", "1", "1", "curl"));
        after.add(node("zlib", "2", "2", "curl"));
        before.add(node("png", "1", "png on zlib 1", "zlib", "perl"));
        after.add(node("png", "1", "png on zlib 2", "zlib", "perl"));
        both("perl", "5");
        both("other", "1", "perl");

        assertThat(rows("zlib"))
                .containsExactly(
                        "curl/x86_64-linux/baseline needs [perl/x86_64-linux/baseline]",
                        "perl/x86_64-linux/baseline needs []",
                        "png/x86_64-linux/wave needs [perl/x86_64-linux/baseline, zlib/x86_64-linux/wave]",
                        "png/x86_64-linux/baseline needs [perl/x86_64-linux/baseline, zlib/x86_64-linux/baseline]",
                        "zlib/x86_64-linux/wave needs [curl/x86_64-linux/baseline]",
                        "zlib/x86_64-linux/baseline needs [curl/x86_64-linux/baseline]");
    }

    @Test
    void nothing_that_is_another_is_no_job() {
        both("zlib", "1");

        assertThat(rows("zlib")).isEmpty();
    }

    @Test
    void a_new_dependency_comes_along_and_a_package_that_is_gone_is_refused() {
        both("perl", "5");
        before.add(node("zlib", "1", "1"));
        after.add(node("zlib", "2", "2", "perl", "helper"));
        after.add(node("helper", "1", "1"));
        before.add(node("legacy", "1", "1", "zlib"));

        List<EvaluatedJob> jobs = jobs("zlib");

        assertThat(jobs)
                .extracting(job -> job.id().toString())
                .containsExactly(
                        "helper/x86_64-linux/wave",
                        "legacy/x86_64-linux/wave",
                        "legacy/x86_64-linux/baseline",
                        "perl/x86_64-linux/baseline",
                        "zlib/x86_64-linux/wave",
                        "zlib/x86_64-linux/baseline");
        assertThat(jobs.get(1).refusal()).isEqualTo("with the bumps the set does not have it any more");
        assertThat(jobs.get(4).needs())
                .containsExactly(new JobId("helper", LINUX, Variant.WAVE), new JobId("perl", LINUX, Variant.BASELINE));
    }

    @Test
    void what_can_not_be_evaluated_any_more_is_asked_for_and_what_never_could_is_left() {
        before.add(node("zlib", "1", "1"));
        after.add(node("zlib", "2", "2"));
        before.add(node("png", "1", "png on zlib 1", "zlib"));
        after.add(broken("png"));
        before.add(broken("ruin"));
        after.add(broken("ruin"));

        EvaluatedJob png = jobs("zlib").getFirst();

        assertThat(png.id()).isEqualTo(new JobId("png", LINUX, Variant.WAVE));
        assertThat(png.refusal()).isEmpty();
        assertThat(png.maintainers()).containsExactly("who-keeps-png");
        assertThat(png.needs()).isEmpty();
        assertThat(jobs("zlib")).noneMatch(job -> job.id().attribute().equals("ruin"));
    }

    @Test
    void tests_of_what_is_bumped_say_so_and_systems_are_told_apart() {
        before.add(on(node("zlib", "1", "1"), List.of("zlib.test"), LINUX, "aarch64-linux"));
        after.add(on(node("zlib", "2", "2"), List.of("zlib.test"), LINUX, "aarch64-linux"));
        before.add(node("zlib.test", "1", "on 1", "zlib"));
        after.add(node("zlib.test", "1", "on 2", "zlib"));

        assertThat(jobs("zlib"))
                .filteredOn(EvaluatedJob::sentinel)
                .extracting(job -> job.id().toString())
                .containsExactly("zlib.test/x86_64-linux/wave");
        assertThat(jobs("zlib"))
                .extracting(job -> job.id().toString())
                .contains("zlib/aarch64-linux/wave", "zlib/x86_64-linux/wave");
        assertThat(jobs("png")).noneMatch(EvaluatedJob::sentinel);
    }

    @Test
    void a_circle_is_cut_with_the_job_that_has_no_bumps() {
        before.add(node("a", "1", "1", "b"));
        before.add(node("b", "1", "1", "a"));
        after.add(node("a", "2", "2", "b"));
        after.add(node("b", "1", "b on a 2", "a"));

        assertThat(rows("a"))
                .containsExactly(
                        "a/x86_64-linux/wave needs [b/x86_64-linux/wave]",
                        "a/x86_64-linux/baseline needs [b/x86_64-linux/baseline]",
                        "b/x86_64-linux/wave needs [a/x86_64-linux/baseline]",
                        "b/x86_64-linux/baseline needs []");
    }

    private static PicturedSource source(String name, String derivation) {
        return new PicturedSource(
                name,
                "sha256:00",
                derivation,
                Sha256.builder().add(name).add("sha256").add("00").build());
    }

    private static PicturedPackage with(PicturedPackage of, TrustDomain trust, PicturedSource... sources) {
        return new PicturedPackage(
                of.attribute(),
                of.version(),
                of.systems(),
                of.needs(),
                trust,
                of.recipeDigest(),
                of.features(),
                of.maintainers(),
                of.sentinels(),
                of.refusal(),
                of.evaluates(),
                of.identities(),
                new TreeMap<>(Map.of(LINUX, List.of(sources))));
    }

    @Test
    void a_source_is_a_job_of_its_own_whoever_fetches_it_and_asks_for_the_most_open_domain(@TempDir Path folder)
            throws IOException {
        before.add(with(node("a", "1", "a1"), TrustDomain.FREE, source("a.tar.gz", "/store/a1-a.tar.gz.drv")));
        before.add(with(node("b", "1", "b1", "a"), TrustDomain.UNFREE, source("both", "/store/b1-both.drv")));
        before.add(with(node("c", "1", "c1", "a"), TrustDomain.FREE, source("both", "/store/c1-both.drv")));
        after.add(with(node("a", "2", "a2"), TrustDomain.FREE, source("a2.tar.gz", "/store/a2-a.tar.gz.drv")));
        after.add(with(node("b", "1", "b2", "a"), TrustDomain.UNFREE, source("both", "/store/b2-both.drv")));
        after.add(with(node("c", "1", "c2", "a"), TrustDomain.FREE, source("both", "/store/c2-both.drv")));

        List<EvaluatedJob> jobs = jobs("a");

        JobId both = source("both", "").job(LINUX);
        JobId ofNew = source("a2.tar.gz", "").job(LINUX);
        assertThat(jobs)
                .filteredOn(job -> PackageId.isSource(job.id().attribute()))
                .extracting(EvaluatedJob::id)
                .containsExactlyInAnyOrder(both, source("a.tar.gz", "").job(LINUX), ofNew);
        assertThat(jobs)
                .filteredOn(job -> job.id().equals(both))
                .singleElement()
                .satisfies(fetched -> {
                    assertThat(fetched.trust()).isEqualTo(TrustDomain.FREE);
                    assertThat(fetched.needs()).isEmpty();
                });
        assertThat(jobs)
                .filteredOn(job ->
                        job.id().attribute().equals("b") || job.id().attribute().equals("c"))
                .hasSize(4)
                .allMatch(job -> job.needs().contains(both));

        JobIndex.write(folder.resolve("jobs"), jobs, new SetPicture(before), new SetPicture(after));
        JobIndex index = JobIndex.read(folder.resolve("jobs"));
        JobIndex.Entry entry = index.find(ofNew).orElseThrow();
        assertThat(entry.derivation()).isEqualTo("/store/a2-a.tar.gz.drv");
        assertThat(entry.neededBy()).contains(new JobId("a", LINUX, Variant.WAVE));
        assertThat(index.packageOf("/store/a2-a.tar.gz.drv"))
                .as("it may be fetched on the way")
                .isEmpty();
    }

    private List<EvaluatedJob> jobs(String bumped) {
        return Difference.of(new SetPicture(before), new SetPicture(after), List.of(bumped));
    }

    private List<String> rows(String bumped) {
        return jobs(bumped).stream()
                .map(job -> job.id() + " needs " + job.needs())
                .toList();
    }

    private void both(String attribute, String identity, String... needs) {
        before.add(node(attribute, "1", identity, needs));
        after.add(node(attribute, "1", identity, needs));
    }

    private static PicturedPackage node(String attribute, String version, String identity, String... needs) {
        return new PicturedPackage(
                attribute,
                version,
                List.of(LINUX),
                Arrays.stream(needs).sorted().toList(),
                TrustDomain.FREE,
                Sha256.builder().add(attribute).add(version).build(),
                List.of(),
                List.of("who-keeps-" + attribute),
                List.of(),
                "",
                true,
                new TreeMap<>(Map.of(LINUX, identity, "aarch64-linux", identity)));
    }

    private static PicturedPackage on(PicturedPackage of, List<String> sentinels, String... systems) {
        return new PicturedPackage(
                of.attribute(),
                of.version(),
                Arrays.stream(systems).sorted().toList(),
                of.needs(),
                of.trust(),
                of.recipeDigest(),
                of.features(),
                of.maintainers(),
                sentinels,
                of.refusal(),
                of.evaluates(),
                of.identities());
    }

    private static PicturedPackage broken(String attribute) {
        return new PicturedPackage(
                attribute,
                "",
                List.of(LINUX),
                List.of(),
                TrustDomain.FREE,
                Sha256.builder().add("broken").build(),
                List.of(),
                List.of(),
                List.of(),
                "cannot be evaluated: attribute missing",
                false,
                new TreeMap<>());
    }
}
