package dev.tidemark.intake.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TagsTest {

    @Test
    void a_version_is_found_in_the_tags_that_people_use() {
        assertThat(version("curl-8_9_1", "pkg:github/curl/curl")).isEqualTo("8.9.1");
        assertThat(version("OpenSSL_1_1_1w", "pkg:github/openssl/openssl")).isEqualTo("1.1.1w");
        assertThat(version("openssl-3.0.2", "pkg:github/openssl/openssl")).isEqualTo("3.0.2");
        assertThat(version("v1.2.3", "x")).isEqualTo("1.2.3");
        assertThat(version("V1.2.3-rc1", "x")).isEqualTo("1.2.3-rc1");
        assertThat(version("release-1.2", "x")).isEqualTo("1.2");
        assertThat(version("release/v1.2", "x")).isEqualTo("1.2");
        assertThat(version("R_2_6_2", "pkg:github/libexpat/libexpat")).isEqualTo("2.6.2");
        assertThat(version("go1.22.1", "pkg:github/golang/go")).isEqualTo("1.22.1");
        assertThat(version("llvmorg-17.0.6", "pkg:github/llvm/llvm-project")).isEqualTo("17.0.6");
        assertThat(version("jq-1.7.1", "pkg:github/jqlang/jq")).isEqualTo("1.7.1");
        assertThat(version("2024-01-01", "x")).isEqualTo("2024-01-01");
        assertThat(version("8.9.1", "curl")).isEqualTo("8.9.1");
        assertThat(version("python3.12", "python3")).isEqualTo("python3.12");
        assertThat(version("@babel/core@7.24.0", "pkg:npm/core")).isEqualTo("7.24.0");
    }

    @Test
    void a_tag_without_a_number_has_none() {
        assertThat(Tags.version("nightly", new ProjectName("x"))).isEmpty();
        assertThat(Tags.version("curl", new ProjectName("curl"))).isEmpty();
    }

    private static String version(String tag, String project) {
        return Tags.version(tag, new ProjectName(project)).orElseThrow();
    }
}
