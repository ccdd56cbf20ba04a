package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuotaTest {

    private final FakeClock clock = new FakeClock();

    @TempDir
    private Path folder;

    private Quota quota() {
        return new Quota(folder.resolve("state/github-requests"), new GithubSettings.Limits(80, 500), clock);
    }

    @Test
    void no_more_is_created_than_80_a_minute_and_500_an_hour() throws Exception {
        Quota quota = quota();
        for (int i = 0; i < 80; i++) {
            quota.create();
        }
        assertThat(quota.pause()).isEqualTo(Duration.ofMinutes(1));
        assertThatThrownBy(quota::create).isInstanceOf(HeldOff.class);
        quota.ask(); // To read is no question of this.

        int created = 80;
        Duration passed = Duration.ZERO;
        while (created < 500) {
            clock.pass(quota.pause());
            passed = passed.plus(Duration.ofMinutes(1));
            for (int i = 0; i < 80 && created < 500; i++) {
                quota.create();
                created++;
            }
        }
        assertThat(quota.pause()).isEqualTo(Duration.ofHours(1).minus(passed));
    }

    @Test
    void what_was_created_before_a_restart_counts() throws Exception {
        Quota before = quota();
        for (int i = 0; i < 80; i++) {
            before.create();
        }
        clock.pass(Duration.ofSeconds(20));

        Quota after = quota();
        assertThat(after.pause()).isEqualTo(Duration.ofSeconds(40));
        clock.pass(Duration.ofSeconds(40));
        after.create();
    }

    @Test
    void a_file_that_cannot_be_read_and_a_clock_that_was_put_back_stop_nothing() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        Path file = Files.writeString(folder.resolve("state/github-requests"), "rubbish\n");
        quota().create();
        assertThat(file).hasContent(clock.instant().toString());

        for (int i = 0; i < 79; i++) {
            quota().create();
        }
        clock.pass(Duration.ofDays(-1));
        assertThat(quota().pause()).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_folder_that_takes_nothing_stops_nothing() throws IOException {
        Files.writeString(folder.resolve("state"), "no folder");

        quota().create();
    }

    @Test
    void what_github_asks_for_is_waited_for_and_longer_each_time_where_it_says_nothing() throws Exception {
        Quota quota = quota();
        assertThat(quota.refused(Optional.of(Duration.ofSeconds(90))).pause()).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(quota::ask).isInstanceOf(HeldOff.class);
        assertThat(quota.pause()).isEqualTo(Duration.ofSeconds(90));
        clock.pass(Duration.ofSeconds(90));
        quota.ask();

        assertThat(quota.refused(Optional.empty()).pause()).isEqualTo(Duration.ofMinutes(2));
        for (int i = 0; i < 10; i++) {
            HeldOff unused = quota.refused(Optional.empty());
        }
        assertThat(quota.refused(Optional.empty()).pause()).isEqualTo(Duration.ofMinutes(32));
        quota.created();
        assertThat(quota.refused(Optional.empty()).pause()).isEqualTo(Duration.ofMinutes(1));
    }
}
