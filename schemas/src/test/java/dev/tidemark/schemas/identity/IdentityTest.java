package dev.tidemark.schemas.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "a:b", "../a", ".a", "-a", "a\n", "a\u001b[31m", "ä", "a\u0000"})
    void a_name_that_would_have_to_be_escaped_is_refused(String name) {
        assertThatThrownBy(() -> new PackageId("demo", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PackageId(name, "json")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WaveId(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobId(name, "x86_64-linux", Variant.WAVE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobId("json", name, Variant.WAVE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pool(name, TrustDomain.FREE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_refusal_shows_no_control_characters_and_no_more_than_a_line() {
        assertThatThrownBy(() -> new WaveId("\u001b[31m" + "x".repeat(500)))
                .hasMessageStartingWith("wave \"?[31mxxx")
                .satisfies(refusal -> assertThat(refusal.toString()).hasSizeLessThan(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "python3Packages.torch", "libstdc++5", "_7zz", "gtk+", "a@b", "it's"})
    void names_that_sets_really_use_are_names(String name) {
        assertThat(PackageId.parse("nixpkgs:" + name)).isEqualTo(new PackageId("nixpkgs", name));
        assertThat(new JobId(name, "x86_64-linux", Variant.BASELINE)).hasToString(name + "/x86_64-linux/baseline");
    }

    /** "{@code @}" begins no package's name. */
    @Test
    void the_workspace_is_named_like_no_package() {
        assertThat(new PackageId("nixpkgs", PackageId.WORKSPACE).isWorkspace()).isTrue();
        assertThat(new JobId(PackageId.WORKSPACE, "x86_64-linux", Variant.WAVE))
                .hasToString("@workspace/x86_64-linux/wave");
        assertThat(PackageId.parse("nixpkgs:workspace").isWorkspace()).isFalse();
        assertThatThrownBy(() -> new PackageId("nixpkgs", "@other")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_probe_names_its_bumps() {
        BitSet bumps = BitSet.valueOf(new long[] {0b1_0000_0101, 1});

        JobId probe = JobId.probe("json", "x86_64-linux", bumps);

        assertThat(probe).hasToString("json/x86_64-linux/probe@10000000000000105");
        assertThat(probe.bumps()).isEqualTo(bumps);
        assertThat(new JobId("json", "x86_64-linux", Variant.WAVE).bumps().isEmpty())
                .isTrue();
        assertThatThrownBy(() -> JobId.probe("json", "x86_64-linux", new BitSet()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_may_have_three_hundred_characters_and_no_more() {
        assertThat(new WaveId("w".repeat(300)).value()).hasSize(300);
        assertThatThrownBy(() -> new WaveId("w".repeat(301))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_package_without_a_set_says_how_to_write_it() {
        assertThatThrownBy(() -> PackageId.parse("textkit"))
                .hasMessage("\"textkit\" names no set: write set:package, such as demo:textkit");
        assertThatThrownBy(() -> PackageId.parse("a:b:c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_pool_is_read_as_it_is_written() {
        for (TrustDomain trust : TrustDomain.values()) {
            Pool pool = new Pool("armv7l.hf-linux", trust);
            assertThat(Pool.parse(pool.toString())).isEqualTo(pool);
        }
        assertThatThrownBy(() -> Pool.parse("x86_64-linux")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pool.parse("x86_64-linux.secret"))
                .hasMessage("there is no trust domain \"secret\": use free or unfree");
    }

    @Test
    void the_strictest_of_two_domains_is_unfree_when_either_is() {
        assertThat(TrustDomain.FREE.strictest(TrustDomain.FREE)).isEqualTo(TrustDomain.FREE);
        assertThat(TrustDomain.FREE.strictest(TrustDomain.UNFREE)).isEqualTo(TrustDomain.UNFREE);
        assertThat(TrustDomain.UNFREE.strictest(TrustDomain.FREE)).isEqualTo(TrustDomain.UNFREE);
    }

    @Test
    void jobs_are_ordered_by_attribute_system_and_variant() {
        List<JobId> jobs = new ArrayList<>(List.of(
                new JobId("b", "a", Variant.WAVE),
                new JobId("a", "b", Variant.WAVE),
                new JobId("a", "a", Variant.BASELINE),
                new JobId("a", "a", Variant.WAVE)));
        jobs.sort(null);

        assertThat(jobs)
                .extracting(JobId::toString)
                .containsExactly("a/a/wave", "a/a/baseline", "a/b/wave", "b/a/wave");
    }

    @Test
    void no_two_lists_of_fields_have_one_digest() {
        List<List<String>> lists = List.of(
                List.of(),
                List.of(""),
                List.of("", ""),
                List.of("ab"),
                List.of("a", "b"),
                List.of("b", "a"),
                List.of("ab", ""),
                List.of("", "ab"),
                List.of("a", "", "b"));
        Set<Sha256> digests = new HashSet<>();
        for (List<String> fields : lists) {
            Sha256.Builder digest = Sha256.builder();
            fields.forEach(digest::add);
            digests.add(digest.build());
        }

        assertThat(digests).hasSameSizeAs(lists);
    }

    @Test
    void a_digest_is_sixty_four_lower_case_digits() {
        Sha256 empty = Sha256.builder().build();
        assertThat(empty.hex()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(empty.brief(8)).isEqualTo("e3b0c442");
        for (String wrong : List.of("", "e3b0", empty.hex().toUpperCase(Locale.ROOT), empty.hex() + "0")) {
            assertThatThrownBy(() -> new Sha256(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
