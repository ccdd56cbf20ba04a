package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Jane Doe <jdoe@debian.org>,                            jdoe",
                "Jane Doe <jdoe+gpg@debian.org>,                        jdoe",
                "Jane Doe <12345+jane-d@users.noreply.example.org>,     jane-d",
                "Jane Doe <jane@example.org>,                           jane-doe",
                "Jérôme  O'Neill <x@example.org>,                       jerome-o-neill",
                "Łukasz Øre Groß <x@example.org>,                       lukasz-ore-gross",
                "Jane Doe (GCS) <x@example.org>,                        jane-doe",
                "木村 (Kimura) <x@example.org>,                          kimura",
                "<only@example.org>,                                    only",
                "Bruno \"Fuddl\" Kleinert <x@example.org>,              bruno-fuddl-kleinert",
            })
    void a_person_has_a_handle_and_no_address(String text, String handle) {
        People people = People.of(text);

        assertThat(people.maintainers()).containsExactly(handle);
        assertThat(people.teams()).isEmpty();
    }

    @Test
    void a_name_without_any_latin_letter_is_the_same_handle_at_any_address() {
        String handle = People.of("木村 <one@example.org>").maintainers().get(0);

        assertThat(handle).matches("person-[0-9a-f]{12}");
        assertThat(People.of("木村 <other@example.net>").maintainers()).containsExactly(handle);
        assertThat(People.of("村木 <one@example.org>").maintainers()).doesNotContain(handle);
    }

    @ParameterizedTest
    @CsvSource({
        "Debian Perl Group <x@example.org>,                          debian-perl-group",
        "Debian Python Team <team+python@tracker.debian.org>,        debian-python-team",
        "pkg-go <pkg-go@lists.alioth.example.org>,                   pkg-go",
        "Tidy <tidy@alioth-lists.example.net>,                       tidy",
        "Kernel <linux@packages.debian.org>,                         kernel",
        "Debian OpenStack <team+openstack@tracker.debian.org>,       debian-openstack",
        "<pkg-foo@lists.example.org>,                                pkg-foo",
    })
    void a_team_is_known_by_its_list_or_its_name(String text, String handle) {
        People people = People.of(text);

        assertThat(people.teams()).containsExactly(handle);
        assertThat(people.maintainers()).isEmpty();
    }

    @Test
    void a_comma_in_a_name_parts_nobody() {
        People people = People.of(
                "Jane Doe <jdoe@debian.org>, \"Adam C. Powell, IV\" <hazel@example.org>,\n Li <li@debian.org>,");

        assertThat(people.maintainers()).containsExactly("jdoe", "adam-c-powell-iv", "li");
    }

    @Test
    void whoever_is_named_twice_is_there_once_and_first() {
        People people = People.of("Jane Doe <jdoe@debian.org>", "Li <li@debian.org>, Jane Doe <jdoe@debian.org>");

        assertThat(people.maintainers()).containsExactly("jdoe", "li");
    }

    @Test
    void brackets_that_do_not_match_name_whoever_stands_before_those_that_do() {
        People people = People.of("Nobody > Jane < Li <li@example.org> > Ann (one) B (two <ann@example.org> <open");

        assertThat(people.maintainers()).containsExactly("li", "ann-b-two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "<", "(", ")", "x<y ", "( ) "})
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_field_of_a_million_letters_names_one_at_once(String part) {
        String field = part.repeat(1_000_000 / part.length());

        assertThat(People.of(field, field + "<x@example.org>").maintainers()).hasSize(1);
    }

    @Test
    void nobody_is_named_where_no_field_is() {
        assertThat(People.of("", "")).isEqualTo(new People(List.of(), List.of()));
    }
}
