package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The units of systemd that are given away do what the documents say of them. */
final class SystemdUnitsTest {

    private static final Path UNITS = Path.of("../deploy/systemd");
    private static final Pattern OPTION = Pattern.compile("-D([a-z.-]+)=");
    /** What an agent takes to end what is left after its drain. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private static String unit(String service) throws IOException {
        return Files.readString(UNITS.resolve("tidemark-%s.service".formatted(service)));
    }

    /** Its document, which names every key. */
    private static Config settings(String service) {
        return ConfigFactory.parseResources("dev/tidemark/%s/%s.conf".formatted(service, service));
    }

    @Test
    void an_agent_is_given_control_groups_and_the_time_to_finish() throws IOException {
        String unit = unit("agent");
        Matcher stop = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$").matcher(unit);

        assertThat(unit.lines()).contains("Delegate=yes", "KillMode=mixed", "Restart=always");
        assertThat(stop.find()).isTrue();
        assertThat(Duration.ofSeconds(Long.parseLong(stop.group(1))))
                .isGreaterThan(settings("agent").getDuration("drain").plus(ENDING));
    }

    @Test
    void each_starts_its_command_with_settings_that_there_are() throws IOException {
        for (String service : List.of("agent", "planner", "notifier")) {
            String unit = unit(service);
            assertThat(unit).contains("ExecStart=/usr/local/bin/tidemark %s --config /etc/".formatted(service));
            List<String> options = options(unit);
            assertThat(options).isNotEmpty();
            assertThat(options).allMatch(settings(service)::hasPathOrNull);
        }
    }

    private static List<String> options(String unit) {
        return OPTION.matcher(unit).results().map(found -> found.group(1)).toList();
    }
}
