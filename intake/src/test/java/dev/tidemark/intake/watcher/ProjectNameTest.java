package dev.tidemark.intake.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProjectNameTest {

    @Test
    void all_ways_of_writing_a_repository_are_one_name() {
        for (String written : new String[] {
            "https://github.com/curl/curl",
            "http://www.github.com/Curl/Curl.git",
            "git@github.com:curl/curl.git",
            "ssh://git@github.com/curl/curl",
            "github.com/curl/curl/",
            "pkg:github/curl/curl",
            "pkg:github/curl/curl@8.9.1?checksum=x#docs",
            " pkg:GitHub/CURL/curl "
        }) {
            assertThat(ProjectName.of(written).text()).isEqualTo("pkg:github/curl/curl");
        }
    }

    @Test
    void other_names_stay_as_they_are() {
        assertThat(ProjectName.of("curl").text()).isEqualTo("curl");
        assertThat(ProjectName.of("libstdc++5").text()).isEqualTo("libstdc++5");
        assertThat(ProjectName.of("pkg:npm/@types/node@20").text()).isEqualTo("pkg:npm/@types/node");
        assertThat(ProjectName.of("pkg:pypi/Zope_Interface").text()).isEqualTo("pkg:pypi/zope-interface");
        assertThat(ProjectName.of("pkg:maven/org.apache.kafka/kafka_2.13").text())
                .isEqualTo("pkg:maven/org.apache.kafka/kafka_2.13");
        assertThat(ProjectName.of("https://git.savannah.gnu.org/git/hello.git").text())
                .isEqualTo("git.savannah.gnu.org/git/hello");
        assertThat(ProjectName.of("https://gitlab.com/group/sub/project").text())
                .isEqualTo("pkg:gitlab/group/sub/project");
    }

    @Test
    void what_could_not_stand_in_a_row_is_no_name() {
        for (String none : new String[] {"", "two words", "ü", "a\u001b[31m", "x".repeat(201)}) {
            assertThatThrownBy(() -> ProjectName.of(none)).hasMessageContaining("is no project's name");
        }
    }
}
