package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pairs are those of apt's {@code test/libapt/compareversion_test.cc} and dpkg's {@code lib/dpkg/t/t-version.c}. */
class DebianVersionTest {

    @ParameterizedTest
    @CsvSource({
        "7.6p2-4, >, 7.6-0",
        "1.0.3-3, >, 1.0-1",
        "1.3, >, 1.2.2-2",
        "1.3, >, 1.2.2",
        "0-pre, =, 0-pre",
        "0-pre, <, 0-pree",
        "1.1.6r2-2, >, 1.1.6r-1",
        "2.6b2-1, >, 2.6b-2",
        "98.1p5-1, <, 98.1-pre2-b6-2",
        "0.4a6-2, >, 0.4-1",
        "1:3.0.5-2, <, 1:3.0.5.1",
        "1:0.4, >, 10.3",
        "1:1.25-4, <, 1:1.25-8",
        "0:1.18.36, =, 1.18.36",
        "1.18.36, >, 1.18.35",
        "9:1.18.36:5.4-20, <, 10:0.5.1-22",
        "9:1.18.36:5.4-20, <, 9:1.18.36:5.5-1",
        "9:1.18.36:5.4-20, <, 9:1.18.37:4.3-22",
        "1.18.36-0.17.35-18, >, 1.18.36-19",
        "1:1.2.13-3, <, 1:1.2.13-3.1",
        "2.0.7pre1-4, <, 2.0.7r-1",
        "0-pre, >, 0~pre",
        "3.0~rc1-1, <, 3.0-1",
        "1.0, =, 1.0-0",
        "0.2, <, 1.0-0",
        "1.0, <, 1.0-0+b1",
        "1.0, >, 1.0-0~",
        "1.2.3, =, 1.2.3",
        "4.4.3-2, =, 4.4.3-2",
        "1:2ab:5, =, 1:2ab:5",
        "7:1-a:b-5, =, 7:1-a:b-5",
        "57:1.2.3abYZ+~-4-5, =, 57:1.2.3abYZ+~-4-5",
        "1.2.3, =, 0:1.2.3",
        "1.2.3, =, 1.2.3-0",
        "009, =, 9",
        "009ab5, =, 9ab5",
        "1.2.3, <, 1.2.3-1",
        "1.2.3, <, 1.2.4",
        "1.2.4, >, 1.2.3",
        "1.2.24, >, 1.2.3",
        "0.10.0, >, 0.8.7",
        "3.2, >, 2.3",
        "1.3.2a, >, 1.3.2",
        "0.5.0~git, <, 0.5.0~git2",
        "2a, <, 21",
        "1.2a+~bCd3, <, 1.2a++",
        "1.2a+~bCd3, >, 1.2a+~",
        "5:2, >, 304-2",
        "5:2, <, 304:2",
        "25:2, >, 3:2",
        "1:2:123, <, 1:12:3",
        "1.2-5, <, 1.2-3-5",
        "5.10.0, >, 5.005",
        "3a9.8, <, 3.10.2",
        "3a9.8, >, 3~10",
        "1.4+OOo3.0.0~, <, 1.4+OOo3.0.0-4",
        "2.4.7-1, <, 2.4.7-z",
        "1.002-1+b2, >, 1.00",
        "20250101000000000000000001, >, 20250101000000000000000000",
        "1.0~~, <, 1.0~",
        "1.0~~a, <, 1.0~",
    })
    void versions_are_ordered_as_dpkg_orders_them(String left, String order, String right) {
        int expected = "<=>".indexOf(order) - 1;

        assertThat(Integer.signum(DebianVersion.parse(left).compareTo(DebianVersion.parse(right))))
                .isEqualTo(expected);
        assertThat(Integer.signum(DebianVersion.parse(right).compareTo(DebianVersion.parse(left))))
                .isEqualTo(-expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:", "a:1", "1.0-", "1 2", "1.0/2", ":1", "-1", "1:-1", "-", "1_2"})
    void what_is_no_version_is_refused(String text) {
        assertThatThrownBy(() -> DebianVersion.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"%s\" is not a version of Debian's", text);
    }
}
