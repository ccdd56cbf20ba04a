package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationTest {

    @Test
    void a_field_has_clauses_and_those_have_alternatives() {
        List<List<Relation>> clauses = Relation.parse("libc6 (>= 2.36), awk | mawk (<< 2) | gawk,\n zlib1g,");

        assertThat(clauses)
                .extracting(clause -> clause.stream().map(Relation::name).toList())
                .containsExactly(List.of("libc6"), List.of("awk", "mawk", "gawk"), List.of("zlib1g"));
    }

    @Test
    void all_parts_of_an_alternative_are_read() {
        assertThat(only("gcc-12:native (>= 12~) [!armel !mipsel] <!nocheck !stage1> <cross>"))
                .isEqualTo(new Relation(
                        "gcc-12",
                        List.of("!armel", "!mipsel"),
                        List.of(List.of("!nocheck", "!stage1"), List.of("cross"))));
    }

    @Test
    void blanks_between_the_parts_do_not_matter() {
        assertThat(only("python3:any(<<3.12)[amd64]<!nodoc>"))
                .isEqualTo(new Relation("python3", List.of("amd64"), List.of(List.of("!nodoc"))));
    }

    @Test
    void what_is_not_closed_stays_as_it_stands() {
        assertThat(only("broken (>= 1").name()).isEqualTo("broken (>= 1");
    }

    @Test
    void a_blank_field_asks_for_nothing() {
        assertThat(Relation.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "p,                           true,  true",
        "p <!nocheck>,                true,  false",
        "p <nocheck>,                 false, true",
        "p <stage1>,                  false, false",
        "p <pkg.foo.bar>,             false, false",
        "p <!stage1>,                 true,  true",
        "p <!nocheck !nodoc>,         true,  false",
        "p <!nocheck> <!nodoc>,       true,  true",
        "p <!nocheck> <cross>,        true,  false",
        "p <cross> <stage1 !nocheck>, false, false",
    })
    void build_profiles_are_a_formula(String text, boolean withNone, boolean withNocheck) {
        Relation relation = only(text);

        assertThat(relation.holds(Set.of())).isEqualTo(withNone);
        assertThat(relation.holds(Set.of("nocheck"))).isEqualTo(withNocheck);
    }

    private static Relation only(String field) {
        List<List<Relation>> clauses = Relation.parse(field);
        assertThat(clauses).hasSize(1);
        assertThat(clauses.get(0)).hasSize(1);
        return clauses.get(0).get(0);
    }
}
