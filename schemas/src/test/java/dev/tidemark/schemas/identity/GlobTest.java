package dev.tidemark.schemas.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "openssl, openssl",
        "*, python3Packages.torch",
        "python3*Packages.boto*, python312Packages.boto3",
        "llvm_??, llvm_18",
        "*.torch, a.b.torch",
        "a*b*c, aXbXbc",
        "a**, a",
    })
    void means(String glob, String attribute) {
        assertThat(new Glob(glob).matches(attribute)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"openssl, openssl_3", "llvm_??, llvm_9", "*.torch, torch", "a*b*c, aXcXb", "libstdc++, libstdccc"})
    void does_not_mean(String glob, String attribute) {
        assertThat(new Glob(glob).matches(attribute)).isFalse();
    }

    @Test
    void only_one_without_a_wildcard_names_one_package() {
        assertThat(new Glob("openssl").isExact()).isTrue();
        assertThat(new Glob("open?sl").isExact()).isFalse();
        assertThat(new Glob("open*").isExact()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "[ab]", "a/b", "-x", "a,b", "a\n"})
    void what_no_attribute_could_look_like_is_refused(String text) {
        assertThatThrownBy(() -> new Glob(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no package and no pattern");
    }
}
