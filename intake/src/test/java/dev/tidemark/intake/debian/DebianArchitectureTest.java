package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebianArchitectureTest {

    @ParameterizedTest
    @CsvSource({
        "x86_64-linux, amd64",
        "aarch64-linux, arm64",
        "i686-linux, i386",
        "armv7l-linux, armhf",
        "riscv64-linux, riscv64",
        "powerpc64le-linux, ppc64el",
        "ppc64le-linux, ppc64el",
        "s390x-linux, s390x",
    })
    void a_system_has_debian_s_name(String system, String name) {
        assertThat(DebianArchitecture.of(system).debianName()).isEqualTo(name);
    }

    @Test
    void a_system_that_debian_does_not_build_for_is_refused_with_those_that_it_does() {
        assertThatThrownBy(() -> DebianArchitecture.of("x86_64-darwin"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "\"x86_64-darwin\" is no system that Debian is read for: use one of x86_64-linux, ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amd64",
                "any",
                "linux-any",
                "any-amd64",
                "gnu-linux-any",
                "gnu-any-any",
                "gnu-any-amd64",
                "any-any-amd64",
                "arm64 amd64",
                "!arm64",
                "!arm64 !i386",
                "!kfreebsd-any",
                "amd64 !arm64",
                "!arm64 amd64"
            })
    void a_restriction_holds_for_amd64(String list) {
        assertThat(DebianArchitecture.AMD64.isAmong(words(list))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arm64",
                "any-arm64",
                "kfreebsd-any",
                "hurd-any",
                "kfreebsd-amd64",
                "musl-linux-any",
                "uclibc-any-any",
                "i386 arm64",
                "!amd64",
                "!linux-any",
                "!any-amd64",
                "!arm64 !amd64",
                "any-i386",
                "x32",
                "amd64-any"
            })
    void a_restriction_does_not_hold_for_amd64(String list) {
        assertThat(DebianArchitecture.AMD64.isAmong(words(list))).isFalse();
    }

    @Test
    void both_arm_ports_of_32_bits_are_any_arm() {
        assertThat(DebianArchitecture.ARMHF.isAmong(List.of("any-arm"))).isTrue();
        assertThat(DebianArchitecture.ARMEL.isAmong(List.of("any-arm"))).isTrue();
        assertThat(DebianArchitecture.ARMHF.isAmong(List.of("armel"))).isFalse();
        assertThat(DebianArchitecture.ARMHF.isAmong(List.of("gnueabihf-linux-arm", "any-arm64")))
                .isFalse();
        assertThat(DebianArchitecture.ARMHF.isAmong(List.of("gnueabihf-any-arm")))
                .isTrue();
    }

    @Test
    void no_restriction_holds_everywhere() {
        assertThat(DebianArchitecture.S390X.isAmong(List.of())).isTrue();
    }

    @Test
    void what_is_for_all_is_built_everywhere() {
        assertThat(DebianArchitecture.RISCV64.builds(List.of("amd64", "all"))).isTrue();
        assertThat(DebianArchitecture.RISCV64.builds(List.of("any"))).isTrue();
        assertThat(DebianArchitecture.RISCV64.builds(List.of("amd64", "i386"))).isFalse();
    }

    private static List<String> words(String list) {
        return List.of(list.split(" ", -1));
    }
}
