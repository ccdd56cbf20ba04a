package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.ServiceException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GithubSettingsTest {

    private static GithubSettings read(Map<String, String> overrides) {
        return new ConfigReader()
                .read(NotifierConfig.class, "notifier.conf", null, overrides)
                .github();
    }

    private static Map<String, String> tracker(String... keysAndValues) {
        Map<String, String> all = new TreeMap<>();
        all.put("github.repository", "farm/tracker");
        all.put("github.login.token", "secret-token");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put("github." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return all;
    }

    @Test
    void there_is_no_tracker_nobody_is_mentioned_and_githubs_limits_are_kept_before_an_operator_says_so() {
        GithubSettings settings = read(Map.of());

        assertThat(settings.hasTracker()).isFalse();
        assertThat(settings.mention()).isFalse();
        assertThat(settings.limits()).isEqualTo(new GithubSettings.Limits(80, 500));
    }

    @Test
    void a_repository_and_one_way_to_log_in_are_enough_and_the_token_is_never_shown() {
        GithubSettings settings = read(tracker());

        assertThat(settings.hasTracker()).isTrue();
        assertThat(settings.api()).isEqualTo("https://api.github.com");
        assertThat(settings.toString()).contains("farm/tracker").doesNotContain("secret-token");
    }

    @Test
    void what_cannot_work_is_told_at_the_start_with_the_next_step() {
        assertRefused("write owner/name", "repository", "https://github.com/farm/tracker");
        assertRefused("begins with https://", "api", "http://github.example.org/api/v3");
        assertRefused("2 ways to log in", "login.token-file", "/run/token");
        assertRefused("2 ways to log in", "login.app.id", "7");
        assertRefused("0 ways to log in", "login.token", "");
        assertRefused("use 1 to 80 and 1 to 500", "limits.per-minute", "81");
        assertRefused("use 1 to 80 and 1 to 500", "limits.per-hour", "0");
        assertRefused("GitHub takes 1 to 50 characters", "labels", "[\"\"]");
        assertRefused("GitHub takes 1 to 50 characters", "labels", "[\"" + "x".repeat(51) + "\"]");
        assertThat(read(tracker("api", "http://127.0.0.1:8080")).api()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void an_app_needs_its_installation_and_its_key() {
        assertThatThrownBy(() -> read(app("0", "/run/key.pem"))).hasMessageContaining("the installation's address");
        assertThatThrownBy(() -> read(app("42", ""))).hasMessageContaining("name the .pem that GitHub generated");
        assertThat(read(app("42", "/run/key.pem")).login().app().installation()).isEqualTo(42);
    }

    private static Map<String, String> app(String installation, String keyFile) {
        return tracker(
                "login.token",
                "",
                "login.app.id",
                "7",
                "login.app.installation",
                installation,
                "login.app.key-file",
                keyFile);
    }

    @Test
    void a_token_ends_where_its_line_does() {
        assertThat(new GithubSettings.Login(" good\r\n", "", new GithubSettings.App("", 0, "")).token())
                .isEqualTo("good");
    }

    private static void assertRefused(String reason, String key, String value) {
        assertThatThrownBy(() -> read(tracker(key, value)))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining(reason);
    }
}
