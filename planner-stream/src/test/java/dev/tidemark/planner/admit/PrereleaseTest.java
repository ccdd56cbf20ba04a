package dev.tidemark.planner.admit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrereleaseTest {

    /** Of Linux, Python, Go, GNOME, KDE, Hibernate, Spring, Scala, the JDK, npm, nixpkgs and others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "6.12-rc3",
                "3.14.0rc1",
                "3.13.0b2",
                "3.13.0a6",
                "1.22rc1",
                "45.alpha",
                "46.beta.1",
                "47.rc",
                "5.0.0.CR1",
                "6.0.0-M3",
                "4.0.0.M2",
                "2.13.0-RC2",
                "25-ea+12",
                "13.0.0-next.4",
                "1.78.0-beta.2",
                "2.0.0.dev3",
                "1.0-SNAPSHOT",
                "0-unstable-2024-05-01",
                "2.3pre1234_abcdef",
                "10.0.0-preview.3",
                "20240101-nightly",
                "4.0.0-canary.7",
                "1.0Beta2"
            })
    void is_one(String version) {
        assertThat(Prerelease.is(version)).isTrue();
    }

    /** Of openssl, tzdata, OpenSSH, libjpeg, SQLite, Hibernate, Debian revisions, git snapshots and others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1w",
                "2024b",
                "9.7p1",
                "9b",
                "3.45.1",
                "5.0.0.Final",
                "1.2.3-4",
                "6.2.0.GA",
                "2.4.1.RELEASE",
                "20240101",
                "2024-05-01",
                "0.1.0-3b4f",
                "5.36.post1",
                "R2024a",
                "1.0.2zg",
                "7.0.0.SP1",
                "4.2.0+dfsg-1",
                "1.0-alphabet",
                ""
            })
    void is_none(String version) {
        assertThat(Prerelease.is(version)).isFalse();
    }
}
